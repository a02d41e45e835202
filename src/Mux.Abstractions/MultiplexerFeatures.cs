namespace Mux;

/// <summary>What a backend does beyond the common contract, so that a program asks instead of testing the operating system.</summary>
[Flags]
public enum MultiplexerFeatures
{
    /// <summary>Nothing beyond the common contract.</summary>
    None = 0,

    /// <summary><see cref="Interests.Priority"/> can be asked for and is reported.</summary>
    Priority = 1 << 0,

    /// <summary>
    /// Edge-triggered events come from the kernel: <see cref="EventRegistration.NotifyWouldBlock"/> costs and does nothing. Where this is absent, an
    /// edge-triggered direction that was reported stays silent until that call.
    /// </summary>
    KernelEdge = 1 << 1,

    /// <summary><see cref="RegistrationOptions.Exclusive"/> is accepted.</summary>
    Exclusive = 1 << 2,

    /// <summary>Pipes, terminals, devices and other handles can be watched, not sockets alone.</summary>
    AnyHandle = 1 << 3,

    /// <summary>The multiplexer has a handle of its own that another multiplexer can watch.</summary>
    Nesting = 1 << 4,

    /// <summary>Timeouts are kept more finely than a millisecond. Otherwise they are rounded up to whole milliseconds.</summary>
    SubMillisecondTimeouts = 1 << 5,
}
