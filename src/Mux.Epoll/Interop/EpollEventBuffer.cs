using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mux.Epoll.Interop;

/// <summary>
/// An array of <c>struct epoll_event</c> that the kernel fills: 32 bits of events and 64 bits of user data. Packed to 12 bytes on x86-64, where the kernel wanted one
/// layout for 32-bit and 64-bit programs; elsewhere 16, aligned.
/// </summary>
internal sealed unsafe class EpollEventBuffer
{
    /// <summary>The size of one <c>epoll_event</c>.</summary>
    public static readonly int EventSize = IsPacked ? 12 : 16;

    /// <summary>Where the user data begins in it.</summary>
    public static readonly int DataOffset = IsPacked ? 4 : 8;

    private readonly byte[] _memory;
    private readonly byte* _start;

    public EpollEventBuffer(int capacity)
    {
        Capacity = capacity;

        // Pinned from birth: a garbage collection during a blocking wait need not work around it. Kept alive by the field beside the pointer.
        _memory = GC.AllocateUninitializedArray<byte>(checked(capacity * EventSize), pinned: true);
        _start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
    }

    /// <summary>How many events fit.</summary>
    public int Capacity { get; }

    /// <summary>The memory, for the kernel.</summary>
    public void* Start => _start;

    private static bool IsPacked => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>The buffer that belongs to a caller's <see cref="ReadyEvents"/>; made on its first use.</summary>
    public static EpollEventBuffer Of(ReadyEvents events)
    {
        if (events.BackendBuffer is not EpollEventBuffer buffer)
        {
            events.BackendBuffer = buffer = new EpollEventBuffer(events.Capacity);
        }

        return buffer;
    }

    /// <summary>The event bits at an index.</summary>
    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(_start + ((nint)index * EventSize));

    /// <summary>The user data at an index.</summary>
    public ulong Data(int index) => Unsafe.ReadUnaligned<ulong>(_start + ((nint)index * EventSize) + DataOffset);

    /// <summary>Writes one <c>epoll_event</c> to memory.</summary>
    public static void Write(byte* destination, uint events, ulong data)
    {
        Unsafe.WriteUnaligned(destination, events);
        Unsafe.WriteUnaligned(destination + DataOffset, data);
    }
}
