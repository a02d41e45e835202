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
public sealed class IocpMultiplexer : IEventMultiplexer
{
    private const uint RetryInterval = 5; // Milliseconds.

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly IIocpKernel _kernel;
    private readonly TimeSpan _drainLimit;
    private readonly UsageGate _gate = new();
    private readonly KernelHandle _port;
    private readonly IocpWaker _waker;
    private readonly PollList _polls;

    /// <summary>Creates a multiplexer.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Windows, or this process may not open the socket driver's device.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of handles or memory.</exception>
    [SupportedOSPlatform("windows")]
    public IocpMultiplexer()
        : this(IocpBackend.KernelOfThisSystem())
    {
    }

    internal IocpMultiplexer(IIocpKernel kernel)
        : this(kernel, DrainLimit)
    {
    }

    /// <summary>Creates a multiplexer whose disposal waits so long for blocks that the kernel does not give back.</summary>
    internal IocpMultiplexer(IIocpKernel kernel, TimeSpan drainLimit)
    {
        _drainLimit = drainLimit;
        Win32Result created = kernel.CreatePort();
        if (!created.Succeeded)
        {
            throw new MultiplexerException("CreateIoCompletionPort", created.Error);
        }

        _kernel = kernel;
        _port = new KernelHandle(kernel, created.Value);
        _waker = new IocpWaker(kernel, _port);
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
    public string Name => IocpBackend.IocpName;

    /// <summary>Urgent data is reported as <see cref="Interests.Priority"/>; nothing else is, on Windows.</summary>
    public MultiplexerFeatures Features => MultiplexerFeatures.Priority;

    /// <summary>How many blocks of kernel-written memory are allocated: at most one a registration, and none after Dispose.</summary>
    internal int Blocks => _polls.Blocks;

    /// <inheritdoc/>
    public EventRegistration Register(
        SafeHandle handle,
        Interests interests,
        TriggerMode trigger = TriggerMode.Level,
        object? state = null,
        RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(handle);
        RegistrationRules.Check(interests, trigger, options, Features);

        using UsageGate.Pass pass = _gate.Enter(this);
        return _polls.Add(this, handle, interests, trigger, state);
    }

    /// <inheritdoc/>
    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(events);
        var deadline = Deadline.After(timeout);

        using UsageGate.Pass pass = _gate.Enter(this);
        events.Clear();
        return WaitUntil(deadline, events);
    }

    /// <inheritdoc/>
    public void Wake()
    {
        using UsageGate.Pass pass = _gate.Enter(this);
        _waker.Wake();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Closing a port does not wake its waiters everywhere (not on Wine 8). The signal is for the first waiter; each that leaves signals the next.
        if (_gate.Close(signal: () => _waker.TrySignal()))
        {
            _polls.Close(_port.Value, Deadline.After(_drainLimit));
            _polls.Dispose();
            _port.Dispose();
        }
    }

    internal void Change(IocpRegistration registration, Interests? interests, TriggerMode? trigger)
    {
        using UsageGate.Pass pass = _gate.Enter(this);
        _polls.Change(registration, interests, trigger);
    }

    internal void RearmEdge(IocpRegistration registration, Interests direction)
    {
        if (!_gate.TryEnter())
        {
            return; // The registration ends with the multiplexer.
        }

        try
        {
            _polls.RearmEdge(registration, direction);
        }
        finally
        {
            _gate.Exit();
        }
    }

    // Not through the gate: the list's lock is enough. Whoever comes after the list was closed finds the registration ended, and the kernel is not asked.
    internal void Unregister(IocpRegistration registration) => _polls.Remove(registration);

    private int WaitUntil(Deadline deadline, ReadyEvents events)
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

            if (_gate.IsClosing)
            {
                _waker.TrySignal(); // The packet that woke this waiter is the other waiters' too.
                throw new ObjectDisposedException(nameof(IocpMultiplexer));
            }

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
            if (packets[i].Key == PacketKeys.Wake && _waker.Acknowledge())
            {
                events.MarkWoken();
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
