using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mux.Epoll.Interop;

namespace Mux.Benchmarks.Interop;

/// <summary>An epoll instance as bare as C# has it. The user data of each entry is its descriptor number.</summary>
internal sealed unsafe partial class RawEpoll : IDisposable
{
    private const int EPOLL_CLOEXEC = 0x80000;

    private readonly SafeFileHandle _handle = RawCalls.Own(EpollCreate(EPOLL_CLOEXEC));
    private readonly int _descriptor;

    public RawEpoll() => _descriptor = (int)_handle.DangerousGetHandle();

    /// <summary>epoll_ctl(2).</summary>
    public int Control(EpollOperation operation, int descriptor, uint events)
    {
        byte* request = stackalloc byte[EpollEventBuffer.EventSize];
        EpollEventBuffer.Write(request, events, (ulong)descriptor);
        return EpollControl(_descriptor, (int)operation, descriptor, request);
    }

    /// <summary>epoll_wait(2) that does not wait.</summary>
    public int Poll(EpollEventBuffer buffer) => EpollWait(_descriptor, buffer.Start, buffer.Capacity, 0);

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int EpollControl(int epoll, int operation, int descriptor, void* request);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int EpollWait(int epoll, void* events, int maxEvents, int milliseconds);
}
