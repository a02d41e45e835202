namespace Mux.Kqueue.Interop;

/// <summary>kqueue of macOS: its <c>struct kevent</c> is <see cref="KEvent"/>, byte for byte.</summary>
internal sealed unsafe class DarwinKqueue : IKqueueSystem
{
    public KqueueAbi Abi => KqueueAbi.Darwin;

    public SyscallResult Create() => NativeKqueue.Create();

    public SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout)
    {
        fixed (KEvent* firstChange = changes, firstEvent = events)
        {
            return NativeKqueue.Kevent(kqueue, firstChange, changes.Length, firstEvent, events.Length, timeout);
        }
    }

    public SyscallResult KindOf(int descriptor) => NativeKqueue.KindOf(descriptor, Abi);

    public void Close(int descriptor) => NativeKqueue.Close(descriptor);
}
