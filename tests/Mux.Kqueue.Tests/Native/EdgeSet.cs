using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mux.Kqueue.Tests.Native;

/// <summary>An epoll instance whose entries are edge-triggered: it tells that something happened to a descriptor, once for each time. See epoll(7).</summary>
internal sealed unsafe class EdgeSet(uint watchedFor) : IDisposable
{
    public const uint Input = 0x1 | 0x2 | 0x2000; // EPOLLIN, EPOLLPRI, EPOLLRDHUP
    public const uint Room = 0x4;                 // EPOLLOUT

    private const uint EPOLLET = 1u << 31;
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const int EPOLL_CTL_MOD = 3;
    private const int EEXIST = 17;
    private const int Batch = 64;

    // struct epoll_event is packed on x64 and nowhere else.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int DataOffset = IsPacked ? 4 : 8;
    private static readonly int EntrySize = DataOffset + sizeof(ulong);

    /// <summary>The epoll instance: readable while there is something to take.</summary>
    public int Descriptor { get; } = LibC.EpollCreate(LibC.CloseOnExec);

    /// <summary>Watches a descriptor.</summary>
    /// <returns>0, or an errno.</returns>
    public int Add(int descriptor, ulong data)
    {
        int errno = Control(EPOLL_CTL_ADD, descriptor, data);

        // The file was watched under this number before: the number was closed, came back, and a duplicate kept the entry in between.
        return errno == EEXIST ? Control(EPOLL_CTL_MOD, descriptor, data) : errno;
    }

    /// <summary>Watches it no more. The descriptor may be closed.</summary>
    public void Remove(int descriptor) => _ = Control(EPOLL_CTL_DEL, descriptor, 0);

    /// <summary>Takes what happened, up to a batch.</summary>
    /// <returns>How many of <paramref name="data"/> were filled.</returns>
    public int Take(Span<ulong> data)
    {
        byte* entries = stackalloc byte[Batch * EntrySize];
        int count = LibC.EpollWait(Descriptor, entries, Math.Min(data.Length, Batch), 0);
        for (int i = 0; i < count; i++)
        {
            data[i] = Unsafe.ReadUnaligned<ulong>(entries + (i * EntrySize) + DataOffset);
        }

        return Math.Max(count, 0);
    }

    public void Dispose() => _ = LibC.Close(Descriptor);

    private int Control(int operation, int descriptor, ulong data)
    {
        byte* entry = stackalloc byte[EntrySize];
        Unsafe.WriteUnaligned(entry, watchedFor | EPOLLET);
        Unsafe.WriteUnaligned(entry + DataOffset, data);
        return LibC.EpollControl(Descriptor, operation, descriptor, entry) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }
}
