using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mux.Epoll.Interop;

namespace Mux.Epoll;

/// <summary>Linux's epoll(7) as an <see cref="IEventMultiplexer"/>.</summary>
/// <remarks>
/// Linux 4.5 and later. Timeouts are kept to the nanosecond by epoll_pwait2(2) from Linux 5.11 on; where the kernel or a sandbox refuses that call, they are
/// rounded up to milliseconds. A multiplexer costs two descriptors: the epoll instance and an eventfd.
/// </remarks>
/// <seealso href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</seealso>
internal sealed class EpollMultiplexer : DescriptorMultiplexer<EpollRegistration>
{
    private const MultiplexerFeatures AlwaysFeatures = MultiplexerFeatures.Priority | MultiplexerFeatures.KernelEdge
        | MultiplexerFeatures.Exclusive | MultiplexerFeatures.AnyHandle | MultiplexerFeatures.Nesting;

    // How long a wait that orphans would make spin stands still before it tries again to get rid of them.
    private static readonly TimeSpan ShortagePause = TimeSpan.FromMilliseconds(1);

    private readonly EpollWaker _waker;
    private readonly EpollInterestList _interestList;
    private readonly TimedWait _timedWait;

    /// <summary>Creates a multiplexer.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux, or Tmds.LibC has no build for this kind of processor.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of descriptors (RLIMIT_NOFILE, fs.file-max) or memory.</exception>
    [SupportedOSPlatform("linux")]
    public EpollMultiplexer()
        : this(EpollBackend.KernelOfThisSystem())
    {
    }

    public EpollMultiplexer(IEpollKernel kernel)
        : this(kernel, new UsageGate())
    {
    }

    public EpollMultiplexer(IEpollKernel kernel, UsageGate gate)
        : base(gate)
    {
        _waker = new EpollWaker(kernel);
        try
        {
            _interestList = new EpollInterestList(kernel, _waker);
        }
        catch
        {
            _waker.Dispose();
            throw;
        }

        _timedWait = new TimedWait(kernel, _interestList.Descriptor);
    }

    /// <inheritdoc/>
    public override string Name => EpollBackend.EpollName;

    /// <inheritdoc/>
    public override MultiplexerFeatures Features =>
        _timedWait.IsPrecise ? AlwaysFeatures | MultiplexerFeatures.SubMillisecondTimeouts : AlwaysFeatures;

    /// <summary>
    /// The epoll instance, for watching this multiplexer with another one: it is readable while a wait here would report something. It stays this multiplexer's, which closes it.
    /// </summary>
    /// <remarks>
    /// Handles that were closed without unregistering, while a duplicate keeps their file open, can make this multiplexer replace its epoll instance under the same number. Whoever
    /// watches it then has to register it again: one more reason to unregister before closing.
    /// </remarks>
    public override SafeHandle Handle => _interestList.Handle;

    /// <inheritdoc/>
    protected override EventRegistration Add(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
    {
        var registration = new EpollRegistration(this, handle, interests, trigger, state, options);
        _interestList.Add(registration);
        return registration;
    }

    /// <inheritdoc/>
    protected override Exception? TrySignal() => _waker.Signal() is { Succeeded: false } refused ? new MultiplexerException("write", refused.Errno) : null;

    /// <inheritdoc/>
    protected override void Close()
    {
        _interestList.EndAll();
        _interestList.Dispose();
        _waker.Dispose();
    }

    protected override void ChangeInList(EpollRegistration registration, Interests? interests, TriggerMode? trigger) => _interestList.Change(registration, interests, trigger);

    protected override void RemoveFromList(EpollRegistration registration) => _interestList.Remove(registration);

    protected override bool IsPipe(int descriptor) => _interestList.IsPipe(descriptor);

    /// <inheritdoc/>
    protected override int WaitUntil(Deadline deadline, ReadyEvents events)
    {
        EpollEventBuffer buffer = EpollEventBuffer.Of(events);
        while (true)
        {
            int replacements = _interestList.Replacements;
            SyscallResult reported = _timedWait.Wait(_interestList.Descriptor, buffer, deadline);
            LeaveIfClosing();
            if (_interestList.Replacements != replacements)
            {
                SignalNext(); // Others may wait on an instance that is gone: the signal that woke this waiter is theirs too.
            }

            if (reported.Errno == Errno.EINTR)
            {
                continue; // A signal is not an event: wait out the rest of the timeout.
            }

            if (!reported.Succeeded)
            {
                throw EpollErrors.OnWait(reported.Errno);
            }

            bool sawStale = Collect(buffer, reported.Value, events);
            if (events.Count > 0 || events.WasWoken)
            {
                return events.Count;
            }

            OrphanOutcome orphans = sawStale ? _interestList.DropOrphans() : OrphanOutcome.None;
            if (orphans == OrphanOutcome.Dropped)
            {
                SignalNext();
            }

            if ((reported.Value == 0 || orphans == OrphanOutcome.Kept) && deadline.HasPassed)
            {
                return 0; // Not after other events that were left out: behind them some may be ready. Orphans would be left out for ever.
            }

            if (orphans == OrphanOutcome.Kept)
            {
                Thread.Sleep(ShortagePause); // They would end the next wait at once, and the one after it.
            }
        }
    }

    // Returns whether there were events that belong to no registration.
    private bool Collect(EpollEventBuffer buffer, int count, ReadyEvents events)
    {
        bool sawStale = false;
        for (int i = 0; i < count; i++)
        {
            ulong key = buffer.Data(i);
            if (key == EpollWaker.Key)
            {
                Acknowledge(events);
            }
            else if (_interestList.Find(key) is not { } registration)
            {
                sawStale = true;
            }
            else if (registration.Receive(buffer.Events(i)) is var readiness and not Readiness.None)
            {
                events.Add(registration, readiness);
            }
        }

        return sawStale;
    }
}
