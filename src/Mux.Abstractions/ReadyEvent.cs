namespace Mux;

/// <summary>One registration and what it is ready for. A value: two events are equal when both parts are.</summary>
/// <param name="Registration">The registration that is ready.</param>
/// <param name="Readiness">What it is ready for: a hint.</param>
public readonly record struct ReadyEvent(EventRegistration Registration, Readiness Readiness)
{
    /// <summary>The registration's <see cref="EventRegistration.State"/>, as it is now.</summary>
    public object? State => Registration.State;

    /// <summary>A read or an accept is worth trying. Set, too, when the peer has closed or the handle holds an error, if reading was asked for.</summary>
    public bool CanRead => (Readiness & Readiness.Readable) != 0;

    /// <summary>A write is worth trying. Set, too, when the connection is gone or the handle holds an error, if writing was asked for.</summary>
    public bool CanWrite => (Readiness & Readiness.Writable) != 0;

    /// <summary>There is urgent data, or an exceptional condition of the handle's driver.</summary>
    public bool HasPriority => (Readiness & Readiness.Priority) != 0;

    /// <summary>No more data will arrive beyond what can be read now.</summary>
    public bool IsReadClosed => (Readiness & Readiness.ReadClosed) != 0;

    /// <summary>Nothing that is written from now on will arrive.</summary>
    public bool IsWriteClosed => (Readiness & Readiness.WriteClosed) != 0;

    /// <summary>The handle holds an error.</summary>
    public bool IsError => (Readiness & Readiness.Error) != 0;

    /// <summary>For logs and debuggers.</summary>
    /// <returns>For example <c>Readable of (Readable, Writable by Edge on 7)</c>.</returns>
    public override string ToString() => $"{Readiness} of ({Registration})";
}
