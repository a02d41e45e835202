using Mux;

namespace EchoServer;

/// <summary>One thread's loop: waits, and gives whoever is ready a turn.</summary>
/// <remarks>What a turn leaves to be done is the trigger mode's business, and all of that is in this file.</remarks>
internal sealed class Worker(IEventMultiplexer multiplexer, Acceptor acceptor, Connections connections, TextWriter errors)
{
    // Level and one-shot report at once whatever a single read leaves, so a turn need not ask "is there more?": that answer costs a system call.
    // Edge reports only news, so a turn must go on until the socket would block; and must end some time all the same, or one busy peer starves the rest.
    private const int ReadsPerTurn = 1;
    private const int ReadsPerEdgeTurn = 16;

    private readonly ReadyEvents _events = new();
    private readonly byte[] _buffer = new byte[Connection.BufferSize]; // All connections of this thread read into it, one after the other.
    private readonly Queue<Connection> _unfinished = new(); // Edge only: their turn ended before they would block, and no event will tell.

    /// <summary>Waits once and serves all that is ready.</summary>
    /// <param name="timeout">How long to wait at most.</param>
    /// <returns>False when the time ran out with nothing to do.</returns>
    public bool Step(TimeSpan timeout)
    {
        TimeSpan until = Shorter(timeout, _unfinished.Count > 0 ? TimeSpan.Zero : acceptor.UntilRetry);
        bool busy = multiplexer.Wait(_events, until) > 0 || _events.WasWoken || until != timeout;

        int unfinished = _unfinished.Count;
        foreach (ReadyEvent ready in _events)
        {
            switch (ready.State)
            {
                case Acceptor:
                    acceptor.Accept();
                    break;
                case Connection { IsQueued: false } connection:
                    Serve(connection);
                    break;
            }
        }

        for (; unfinished > 0; unfinished--)
        {
            Connection connection = _unfinished.Dequeue();
            connection.IsQueued = false;
            Serve(connection);
        }

        acceptor.ResumeIfDue();
        return busy;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
    {
        if (one == Timeout.InfiniteTimeSpan)
        {
            return other;
        }

        return other == Timeout.InfiniteTimeSpan || one < other ? one : other;
    }

    private void Serve(Connection connection)
    {
        try
        {
            bool edge = connection.Registration.TriggerMode == TriggerMode.Edge;
            Next next = connection.TakeTurn(_buffer, edge ? ReadsPerEdgeTurn : ReadsPerTurn);
            if (next == Next.Close)
            {
                Close(connection);
                return;
            }

            WaitFor(next, connection);
        }
        catch (Exception failure)
        {
            // One connection's trouble is not the others': whatever it was, it ends here.
            errors.WriteLine($"a connection failed and was closed: {failure.Message}");
            Close(connection);
        }
    }

    private void WaitFor(Next next, Connection connection)
    {
        EventRegistration registration = connection.Registration;
        Interests interests = next == Next.Write ? Interests.Writable : Interests.Readable;
        switch (registration.TriggerMode)
        {
            case TriggerMode.Edge when next == Next.Turn:
                connection.IsQueued = true;
                _unfinished.Enqueue(connection);
                break;

            case TriggerMode.Edge:
                break; // It would block, and both directions are watched for ever: the next event is sure to come.

            case TriggerMode.Level when registration.Interests == interests:
                break; // The steady state: nothing to tell the kernel.

            case TriggerMode.OneShot when registration.Interests == interests:
                registration.Rearm(); // Another thread may have the connection from here on: touch it no more.
                break;

            default:
                registration.Modify(interests); // From reading to writing or back; arms a one-shot registration, too.
                break;
        }
    }

    private void Close(Connection connection)
    {
        connections.Close(connection);
        acceptor.Resume(); // There is room again.
    }
}
