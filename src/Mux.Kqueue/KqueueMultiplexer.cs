using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>kqueue(2) of macOS and FreeBSD as an <see cref="IEventMultiplexer"/>.</summary>
/// <remarks>macOS on x64 and arm64; FreeBSD 12 and later, 64 bits. Timeouts are kept to the nanosecond. A multiplexer costs one descriptor, which no child process inherits.</remarks>
/// <seealso href="https://man.freebsd.org/cgi/man.cgi?query=kqueue&amp;sektion=2">kqueue(2)</seealso>
internal sealed class KqueueMultiplexer : DescriptorMultiplexer<KqueueRegistration>
{
    public const MultiplexerFeatures AllFeatures = MultiplexerFeatures.KernelEdge | MultiplexerFeatures.AnyHandle
        | MultiplexerFeatures.Nesting | MultiplexerFeatures.SubMillisecondTimeouts;

    // macOS refuses very long timeouts and FreeBSD shortens them: longer waits are made of several.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly IKqueueSystem _system;
    private readonly KqueueDescriptor _kqueue;
    private readonly KqueueWaker _waker;
    private readonly KqueueInterestList _interestList;

    /// <summary>Creates a multiplexer.</summary>
    /// <exception cref="PlatformNotSupportedException">This is neither macOS nor FreeBSD, or the process has not 64 bits.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of descriptors (RLIMIT_NOFILE, kern.maxfiles) or memory.</exception>
    [SupportedOSPlatform("macos")]
    [SupportedOSPlatform("freebsd")]
    public KqueueMultiplexer()
        : this(KqueueBackend.SystemHere())
    {
    }

    public KqueueMultiplexer(IKqueueSystem system)
        : this(system, new UsageGate())
    {
    }

    public KqueueMultiplexer(IKqueueSystem system, UsageGate gate)
        : base(gate)
    {
        _system = system;
        _kqueue = new KqueueDescriptor(system);
        try
        {
            _waker = new KqueueWaker(system, _kqueue);
        }
        catch
        {
            _kqueue.Dispose();
            throw;
        }

        _interestList = new KqueueInterestList(system, _kqueue);
    }

    /// <inheritdoc/>
    public override string Name => KqueueBackend.KqueueName;

    /// <summary>Everything but <see cref="MultiplexerFeatures.Priority"/>, which macOS reports for ordinary data too and FreeBSD not at all, and <see cref="MultiplexerFeatures.Exclusive"/>.</summary>
    public override MultiplexerFeatures Features => AllFeatures;

    /// <summary>
    /// The kqueue, for watching this multiplexer with another one: it is readable while a wait here would report something. It stays this multiplexer's, which closes it.
    /// </summary>
    public override SafeHandle Handle => _kqueue;

    /// <inheritdoc/>
    protected override EventRegistration Add(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
    {
        var registration = new KqueueRegistration(this, handle, interests, trigger, state);
        SignalIf(_interestList.Add(registration));
        return registration;
    }

    /// <inheritdoc/>
    protected override Exception? TrySignal() => _waker.Signal() is { Succeeded: false } refused ? KqueueErrors.OnKevent(refused.Errno) : null;

    /// <inheritdoc/>
    protected override void Close()
    {
        _interestList.EndAll();
        _kqueue.Dispose();
    }

    protected override void ChangeInList(KqueueRegistration registration, Interests? interests, TriggerMode? trigger) => SignalIf(_interestList.Change(registration, interests, trigger));

    protected override void RemoveFromList(KqueueRegistration registration) => _interestList.Remove(registration);

    protected override bool IsPipe(int descriptor) => _interestList.IsPipe(descriptor);

    private void SignalIf(bool hasSomethingToReport)
    {
        if (hasSomethingToReport)
        {
            SignalNext();
        }
    }

    /// <inheritdoc/>
    protected override int WaitUntil(Deadline deadline, ReadyEvents events)
    {
        KEventBuffer buffer = KEventBuffer.Of(events);
        while (true)
        {
            bool mayWait = !_interestList.HasBrokenPipes;
            _interestList.CollectBrokenPipes(buffer.Merged);
            Span<KEvent> room = buffer.All[..(events.Capacity - buffer.Merged.Count)];
            SyscallResult reported = _system.Kevent(_kqueue.Number, [], room, mayWait ? UntilOf(deadline) : new Timespec(TimeSpan.Zero));
            bool isRefused = !reported.Succeeded && reported.Errno != Errno.EINTR;
            if (isRefused || Gate.IsClosing)
            {
                buffer.Merged.Clear();
                LeaveIfClosing();
                throw KqueueErrors.OnKevent(reported.Errno);
            }

            int count = reported.Succeeded ? reported.Value : 0; // A signal is not an event: wait out the rest of the timeout.
            bool isToldOfBrokenPipes = buffer.Merged.Count > 0;
            bool wasSignalled = Collect(buffer, count, events);
            if (wasSignalled && !isToldOfBrokenPipes && _interestList.HasBrokenPipes && (events.Count > 0 || events.WasWoken))
            {
                SignalNext(); // It was meant for them, and this waiter leaves with other news.
            }

            if (events.Count > 0 || events.WasWoken)
            {
                return events.Count;
            }

            if (mayWait && reported.Succeeded && count == 0 && deadline.HasPassed)
            {
                return 0; // Only when the kernel itself had nothing: behind events that were left out, others may be ready.
            }
        }
    }

    private static Timespec? UntilOf(Deadline deadline)
    {
        if (deadline.IsInfinite)
        {
            return null;
        }

        TimeSpan remaining = deadline.Remaining;
        return new Timespec(remaining < LongestWait ? remaining : LongestWait);
    }

    // Returns whether somebody signalled.
    private bool Collect(KEventBuffer buffer, int count, ReadyEvents events)
    {
        MergedEvents merged = buffer.Merged;
        bool wasSignalled = false;
        for (int i = 0; i < count; i++)
        {
            ref readonly KEvent reported = ref buffer[i];
            if (reported.UserData == KqueueWaker.Key)
            {
                wasSignalled = true;
                Acknowledge(events);
            }
            else if (_interestList.Find(reported) is { } registration)
            {
                if (registration.Translate(reported) is var readiness and not Readiness.None)
                {
                    merged.Add(registration, reported.Filter, readiness);
                }

                if ((reported.Flags & KFlags.OneShot) != 0)
                {
                    _interestList.Restore(registration, reported.Filter);
                }
            }
        }

        foreach (ref readonly MergedEvent one in merged.All)
        {
            if (one.Registration.TryClaim())
            {
                events.Add(one.Registration, one.Readiness);
                _interestList.DisableSibling(one);
            }
        }

        merged.Clear();
        return wasSignalled;
    }
}
