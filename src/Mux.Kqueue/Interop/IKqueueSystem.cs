namespace Mux.Kqueue.Interop;

/// <summary>The system calls that the backend makes, one method each and no logic: the seam at which tests simulate a kernel and inject faults.</summary>
internal interface IKqueueSystem
{
    /// <summary>What differs from system to system.</summary>
    KqueueAbi Abi { get; }

    /// <summary>kqueue(2). No child process inherits the descriptor, on any of these systems.</summary>
    SyscallResult Create();

    /// <summary>kevent(2): submits changes, then waits for events.</summary>
    /// <param name="kqueue">The kqueue's descriptor.</param>
    /// <param name="changes">The changes, applied in order.</param>
    /// <param name="events">Room for events and receipts. Without any, the call never waits.</param>
    /// <param name="timeout">How long to wait; null for ever.</param>
    SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout);

    /// <summary>fstat(2): one of <see cref="FileKind"/>.</summary>
    SyscallResult KindOf(int descriptor);

    /// <summary>close(2).</summary>
    void Close(int descriptor);
}
