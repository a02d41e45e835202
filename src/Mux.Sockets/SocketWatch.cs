namespace Mux;

/// <summary>What watches a socket, if anything does: a registration with a multiplexer, a loop on which it is awaited, or a relay.</summary>
/// <remarks>A mutable structure: a socket has one in a field that is not read-only.</remarks>
internal struct SocketWatch
{
    private IDisposable? _by; // An EventRegistration, a HandledSocket, an AsyncHandle or a RelaySide.

    /// <summary>The registration, where it is one.</summary>
    public readonly EventRegistration? Registration => _by as EventRegistration ?? (_by as HandledSocket)?.Registration;

    /// <summary>The attached handle, where it is one.</summary>
    public readonly AsyncHandle? Attached => _by as AsyncHandle;

    /// <summary>Whether it is known that nothing is left to receive.</summary>
    public readonly bool IsDrained => _by switch
    {
        AsyncHandle { IsAttached: true } attached => attached.IsDrained(Interests.Readable),
        HandledSocket handled => handled.IsDrained,
        _ => false,
    };

    /// <summary>Whether events tell of urgent data, and have told of nothing that could stand behind the data that is received.</summary>
    public readonly bool ShortReceiveDrains
    {
        get
        {
            (Interests directions, Readiness reported) = _by switch
            {
                AsyncHandle { IsAttached: true } attached => (attached.Directions, attached.Reported),
                HandledSocket { Registration: { TriggerMode: TriggerMode.Edge } registration } handled => (registration.Interests, handled.Reported),
                _ => default,
            };
            return (directions & Interests.Priority) != 0 && (reported & (Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error | Readiness.Priority)) == 0;
        }
    }

    /// <summary>Watched by this from here on.</summary>
    public void Begin(IDisposable by) => _by = by;

    /// <summary>Ends it, for something else to begin.</summary>
    public void Stop()
    {
        IDisposable? by = _by;
        _by = null;
        by?.Dispose();
    }

    /// <summary>Ends it, if it is this one.</summary>
    public void Stop(IDisposable by)
    {
        if (_by == by)
        {
            Stop();
        }
    }

    /// <summary>Ends it for good: what it was can still be asked for.</summary>
    public readonly void End() => _by?.Dispose();

    /// <summary>Refuses a second one beside it.</summary>
    /// <exception cref="InvalidOperationException">The socket is watched.</exception>
    public readonly void ThrowIfAny()
    {
        if (_by is AsyncHandle { IsAttached: true } or RelaySide or EventRegistration { IsRegistered: true } or HandledSocket { Registration: null or { IsRegistered: true } })
        {
            throw new InvalidOperationException("The socket is watched already: a registration is changed by its own methods, and a socket is either registered or attached to one loop.");
        }
    }

    /// <summary>Makes one attempt, and tells what watches the socket when it would have blocked.</summary>
    public readonly TResult Try<TState, TResult>(Interests direction, ref TState state, StepwiseAttempt<TState, TResult> attempt)
        where TState : allows ref struct
    {
        if (_by is AsyncHandle attached)
        {
            attached.TryPerform(direction, ref state, attempt, out TResult attempted);
            return attempted;
        }

        var handled = _by as HandledSocket;
        int eventsBefore = handled?.Events ?? 0;
        AttemptOutcome outcome = attempt(ref state, out TResult result);
        if (outcome == AttemptOutcome.WouldBlock)
        {
            NoteWouldBlock(direction);
        }

        if (direction == Interests.Readable && outcome is AttemptOutcome.WouldBlock or AttemptOutcome.DoneAndDrained)
        {
            handled?.NoteDrained(eventsBefore);
        }

        return result;
    }

    private readonly void NoteWouldBlock(Interests direction)
    {
        switch (_by)
        {
            case EventRegistration { IsRegistered: true, TriggerMode: TriggerMode.Edge } registration:
                registration.NotifyWouldBlock(direction);
                break;
            case HandledSocket { Registration: { IsRegistered: true, TriggerMode: TriggerMode.Edge } registration }:
                registration.NotifyWouldBlock(direction);
                break;
            case RelaySide { Registration: { IsRegistered: true } registration }:
                registration.NotifyWouldBlock(direction);
                break;
        }
    }
}
