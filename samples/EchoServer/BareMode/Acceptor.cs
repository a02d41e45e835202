using System.Net.Sockets;
using Mux;

namespace EchoServer;

/// <summary>Takes new connections from the listening socket, and pauses while there is no room for them.</summary>
/// <remarks>
/// The listener is one-shot whatever the connections are: one thread accepts at a time, and an acceptor that does not arm it again is paused. Peers then wait in
/// the kernel's backlog, and nothing spins.
/// </remarks>
internal sealed class Acceptor : IDisposable
{
    // How many to take in a row before the connections get their turn.
    private const int Batch = 64;

    private readonly Socket _listener;
    private readonly IEventMultiplexer _multiplexer;
    private readonly TriggerMode _trigger;
    private readonly Connections _connections;
    private readonly AcceptTrouble _trouble; // Only the thread that accepts touches it.
    private readonly EventRegistration _registration;
    private long _retryAt = long.MaxValue; // In Environment.TickCount64; written before _paused.
    private bool _paused; // Interlocked: whoever takes it down arms the listener.

    public Acceptor(Socket listener, IEventMultiplexer multiplexer, TriggerMode trigger, Connections connections, TextWriter errors)
    {
        _listener = listener;
        _multiplexer = multiplexer;
        _trigger = trigger;
        _connections = connections;
        _trouble = new AcceptTrouble(errors);
        _registration = multiplexer.Register(listener, Interests.None, TriggerMode.OneShot, state: this);

        AcceptTrouble.Rehearse();
    }

    /// <summary>How long a wait may last before <see cref="ResumeIfDue"/> has something to do.</summary>
    public TimeSpan UntilRetry => Volatile.Read(ref _paused) && Volatile.Read(ref _retryAt) is var due and < long.MaxValue
        ? TimeSpan.FromMilliseconds(Math.Max(0, due - Environment.TickCount64))
        : Timeout.InfiniteTimeSpan;

    /// <summary>Begins to accept. After the threads have started: to start one, the runtime needs a descriptor, and accepting may take the last.</summary>
    public void Start() => _registration.Modify(Interests.Readable);

    /// <summary>Accepts what is waiting, a batch at most, and arms the listener again unless there is no room.</summary>
    public void Accept()
    {
        try
        {
            using var spare = SpareDescriptors.Take();
            if (!AcceptBatch())
            {
                Pause(retryAt: long.MaxValue);
                return;
            }
        }
        catch (SocketException failure)
        {
            _trouble.Report($"cannot accept with {_connections.Count} connections open, will try again: {failure.Message}");
            Pause(Environment.TickCount64 + (long)AcceptTrouble.RetryAfter.TotalMilliseconds);
            return;
        }

        _registration.Rearm();
    }

    /// <summary>Goes on after a pause, because a connection has closed.</summary>
    public void Resume()
    {
        if (Volatile.Read(ref _paused) && Interlocked.Exchange(ref _paused, false))
        {
            _registration.Rearm();
        }
    }

    /// <summary>Goes on after a pause that has lasted long enough.</summary>
    public void ResumeIfDue()
    {
        if (UntilRetry == TimeSpan.Zero)
        {
            Resume();
        }
    }

    /// <summary>Stops accepting. Peers in the backlog are turned away.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _paused, false);
        _registration.Dispose();
        _listener.Dispose();
    }

    // False when as many are open as may be.
    private bool AcceptBatch()
    {
        // The event says that one is there. For more, a poll is asked: accept answers "none" with an exception, which costs more than all the rest.
        int taken = 0;
        do
        {
            if (_connections.AreFull)
            {
                return false;
            }

            try
            {
                Serve(_listener.Accept());
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // Whoever was there has left again.
            }
        }
        while (++taken < Batch && _listener.Poll(0, SelectMode.SelectRead));

        if (taken < Batch)
        {
            _trouble.End();
        }

        return true;
    }

    private void Pause(long retryAt)
    {
        Volatile.Write(ref _retryAt, retryAt);
        Interlocked.Exchange(ref _paused, true);

        // A connection may have closed before the flag was up, and found nothing to resume.
        if (!_connections.AreFull && retryAt == long.MaxValue)
        {
            Resume();
        }
    }

    private void Serve(Socket socket)
    {
        Connection? connection = null;
        try
        {
            socket.Blocking = false;
            socket.NoDelay = true; // An echo is complete when it is sent: to wait for more would only delay it.
            connection = new Connection(socket, _multiplexer, _trigger);
            _connections.Add(connection);

            // Edge asks for both directions once and never changes it. The others ask for what the connection needs at the time.
            connection.Registration.Modify(_trigger == TriggerMode.Edge ? Interests.Readable | Interests.Writable : Interests.Readable);
        }
        catch (Exception failure)
        {
            // The system refused one step: its limit on watches, or a peer that has reset already. The next connection may do better.
            socket.Dispose();
            if (connection is not null)
            {
                _connections.Close(connection);
            }

            _trouble.Report($"cannot serve a connection: {failure.Message}");
        }
    }
}
