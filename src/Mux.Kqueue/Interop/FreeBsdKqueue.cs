using System.Runtime.InteropServices;

namespace Mux.Kqueue.Interop;

/// <summary><c>struct kevent</c> of FreeBSD 12 and later: the same beginning, and 32 bytes that no filter of ours uses.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FreeBsdKEvent
{
    public KEvent Common;
    public fixed ulong Extensions[4];
}

/// <summary>kqueue of FreeBSD.</summary>
internal sealed unsafe class FreeBsdKqueue : IKqueueSystem
{
    private const int OnStack = 64; // Events that a call's copy holds on the stack: 4 KiB. A larger buffer is filled in several calls of the next waits.

    public KqueueAbi Abi => KqueueAbi.FreeBsd;

    public SyscallResult Create() => NativeKqueue.Create();

    public SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout)
    {
        FreeBsdKEvent* nativeChanges = stackalloc FreeBsdKEvent[changes.Length];
        for (int i = 0; i < changes.Length; i++)
        {
            nativeChanges[i] = new FreeBsdKEvent { Common = changes[i] };
        }

        int room = Math.Min(events.Length, OnStack);
        FreeBsdKEvent* nativeEvents = stackalloc FreeBsdKEvent[room];
        SyscallResult result = NativeKqueue.Kevent(kqueue, nativeChanges, changes.Length, nativeEvents, room, timeout);
        for (int i = 0; i < (result.Succeeded ? result.Value : 0); i++)
        {
            events[i] = nativeEvents[i].Common;
        }

        return result;
    }

    public SyscallResult KindOf(int descriptor) => NativeKqueue.KindOf(descriptor, Abi);

    public void Close(int descriptor) => NativeKqueue.Close(descriptor);
}
