using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>Windows' readiness of sockets over an I/O completion port as an <see cref="IEventMultiplexer"/>.</summary>
/// <remarks>
/// <para>
/// Windows 10 and later. The port reports the completion of polls that are addressed to the socket driver (AFD); the watched socket itself never joins the port, so a socket
/// whose asynchronous methods have been used can be watched, and the other way round.
/// </para>
/// <para>
/// Sockets only. Edges need <see cref="EventRegistration.NotifyWouldBlock"/>, as the driver has none. Timeouts are rounded up to milliseconds.
/// </para>
/// </remarks>
/// <seealso href="https://learn.microsoft.com/windows/win32/fileio/i-o-completion-ports">I/O completion ports</seealso>
internal sealed class IocpMultiplexer : GatedMultiplexer
{
    private const uint RetryInterval = 5; // Milliseconds.

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly IIocpKernel _kernel;
    private readonly TimeSpan _drainLimit;
    private readonly KernelHandle _port;
    private readonly PollList _polls;

    /// <summary>Creates a multiplexer.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Windows, or this process may not open the socket driver's device.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of handles or memory.</exception>
    [SupportedOSPlatform("windows")]
    public IocpMultiplexer()
        : this(IocpBackend.KernelOfThisSystem())
    {
    }

    public IocpMultiplexer(IIocpKernel kernel)
        : this(kernel, DrainLimit, new UsageGate())
    {
    }

    public IocpMultiplexer(IIocpKernel kernel, TimeSpan drainLimit)
        : this(kernel, drainLimit, new UsageGate())
    {
    }

    /// <summary>Creates a multiplexer whose disposal waits so long for blocks that the kernel does not give back.</summary>
    public IocpMultiplexer(IIocpKernel kernel, TimeSpan drainLimit, UsageGate gate)
        : base(gate)
    {
        _drainLimit = drainLimit;
        Win32Result created = kernel.CreatePort();
        if (!created.Succeeded)
        {
            throw new MultiplexerException("CreateIoCompletionPort", created.Error);
        }

        _kernel = kernel;
        _port = new KernelHandle(kernel, created.Value);
        try
        {
            _polls = new PollList(kernel, created.Value);
        }
        catch
        {
            _port.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Name => IocpBackend.IocpName;

    /// <summary>Urgent data is reported as <see cref="Interests.Priority"/>; nothing else is, on Windows.</summary>
    public override MultiplexerFeatures Features => MultiplexerFeatures.Priority;

    /// <summary>None: a port cannot be waited on by another one.</summary>
    public override SafeHandle? Handle => null;

    /// <summary>How many blocks of kernel-written memory are allocated: at most one a registration, and none after Dispose.</summary>
    public int Blocks => _polls.Blocks;

    /// <inheritdoc/>
    protected override EventRegistration Add(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options) =>
        _polls.Add(this, handle, interests, trigger, state);

    /// <inheritdoc/>
    protected override Exception? TrySignal() =>
        _kernel.Post(_port.Value, PacketKeys.Wake) is { Succeeded: false } refused ? new MultiplexerException("PostQueuedCompletionStatus", refused.Error) : null;

    /// <inheritdoc/>
    protected override void Close()
    {
        _polls.Close(_port.Value, Deadline.After(_drainLimit));
        _polls.Dispose();
        _port.Dispose();
    }

    public void Change(IocpRegistration registration, Interests? interests, TriggerMode? trigger)
    {
        using UsageGate.Pass pass = Gate.Enter(this);
        _polls.Change(registration, interests, trigger);
    }

    public void RearmEdge(IocpRegistration registration, Interests direction)
    {
        if (!Gate.TryEnter())
        {
            return; // The registration ends with the multiplexer.
        }

        try
        {
            _polls.RearmEdge(registration, direction);
        }
        finally
        {
            Gate.Exit();
        }
    }

    // Not through the gate: the list's lock is enough. Whoever comes after the list was closed finds the registration ended, and the kernel is not asked.
    public void Unregister(IocpRegistration registration) => _polls.Remove(registration);

    /// <inheritdoc/>
    protected override int WaitUntil(Deadline deadline, ReadyEvents events)
    {
        var packets = CompletionBuffer.Of(events);
        while (true)
        {
            bool wasRefused = false;
            if (events.Count > 0 || events.WasWoken)
            {
                _polls.ContinueWait();
            }
            else
            {
                wasRefused = _polls.BeginWait(events);
            }

            packets.LimitTo(events);
            Win32Result dequeued = _kernel.Dequeue(_port.Value, packets, TimeToWait(events, deadline, wasRefused));
            int count = dequeued.Succeeded ? (int)dequeued.Value : 0;
            NoteWakes(packets, count, events);
            bool mayHaveMore = _polls.EndWait(packets, count, events);

            LeaveIfClosing();

            if (!dequeued.Succeeded && dequeued.Error is not (Win32Error.WaitTimeout or Win32Result.Unknown))
            {
                throw new MultiplexerException("GetQueuedCompletionStatusEx", dequeued.Error);
            }

            if ((events.Count > 0 || events.WasWoken) && (!mayHaveMore || events.IsFull))
            {
                return events.Count;
            }

            if (count == 0 && deadline.HasPassed)
            {
                return 0; // Only when the port had nothing: behind packets that mean nothing to the caller, others may be waiting.
            }
        }
    }

    // While the system refuses a poll, the others are served all the same, and the poll is tried again now and then.
    private static uint TimeToWait(ReadyEvents events, Deadline deadline, bool wasRefused) =>
        events.Count > 0 || events.WasWoken ? 0 : wasRefused ? Math.Min(RetryInterval, ToMilliseconds(deadline)) : ToMilliseconds(deadline);

    private void NoteWakes(CompletionBuffer packets, int count, ReadyEvents events)
    {
        for (int i = 0; i < count; i++)
        {
            if (packets[i].Key == PacketKeys.Wake)
            {
                Acknowledge(events);
            }
        }
    }

    // Rounded up, as a wait that ends early is resumed. The largest value means for ever; a longer wait is resumed too.
    private static uint ToMilliseconds(Deadline deadline)
    {
        const uint Infinite = uint.MaxValue;
        return deadline.IsInfinite ? Infinite : (uint)Math.Min(Math.Ceiling(deadline.Remaining.TotalMilliseconds), Infinite - 1);
    }
}
