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

    private readonly StreamListener _listener;
    private readonly DescriptorReserve _reserve = new(); // Like _trouble, of the thread that accepts.
    private readonly IEventMultiplexer _multiplexer;
    private readonly TriggerMode _trigger;
    private readonly Connections _connections;
    private readonly AcceptTrouble _trouble; // Only the thread that accepts touches it.
    private readonly EventRegistration _registration;
    private long _retryAt = long.MaxValue; // In Environment.TickCount64; written before _paused.
    private bool _paused; // Interlocked: whoever takes it down arms the listener.

    public Acceptor(StreamListener listener, IEventMultiplexer multiplexer, TriggerMode trigger, Connections connections, TextWriter errors)
    {
        _listener = listener;
        _multiplexer = multiplexer;
        _trigger = trigger;
        _connections = connections;
        _trouble = new AcceptTrouble(errors);
        _registration = listener.Register(multiplexer, Interests.None, TriggerMode.OneShot, state: this);
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
        SocketError error = _reserve.TryHold() ? AcceptBatch() : SocketError.TooManyOpenSockets;
        _reserve.LetGo();
        switch (error)
        {
            case SocketError.Success when _connections.AreFull:
                Pause(retryAt: long.MaxValue);
                break;
            case SocketError.Success:
                _registration.Rearm();
                break;
            default:
                _trouble.Report($"cannot accept with {_connections.Count} connections open, will try again: {new SocketException((int)error).Message}");
                Pause(Environment.TickCount64 + (long)AcceptTrouble.RetryAfter.TotalMilliseconds);
                break;
        }
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
        _listener.Dispose();
        _reserve.Dispose();
    }

    // Why it cannot go on, if that is not for want of peers or room.
    private SocketError AcceptBatch()
    {
        for (int taken = 0; taken < Batch && !_connections.AreFull; taken++)
        {
            if (!_listener.TryAccept(out StreamSocket? socket, out SocketError error))
            {
                if (error != SocketError.WouldBlock)
                {
                    return error;
                }

                _trouble.End();
                break;
            }

            Serve(socket);
        }

        return SocketError.Success;
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

    private void Serve(StreamSocket socket)
    {
        Connection? connection = null;
        try
        {
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
