using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mux.Iocp.Interop;

/// <summary>OVERLAPPED_ENTRY: one packet of a completion port.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionPacket
{
    public nuint Key;
    public nint Overlapped;
    public nuint Internal;
    public uint NumberOfBytes;
}

/// <summary>The array of packets that the kernel fills.</summary>
internal sealed unsafe class CompletionBuffer
{
    private readonly CompletionPacket[] _packets; // Pinned from birth, kept alive beside the pointer into it.

    public CompletionBuffer(int capacity)
    {
        Capacity = capacity;
        _packets = GC.AllocateUninitializedArray<CompletionPacket>(capacity, pinned: true);
        Start = (CompletionPacket*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_packets));
    }

    /// <summary>How many packets the kernel may write: all that fit, or as many as the caller still has room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>The memory, for the kernel.</summary>
    public CompletionPacket* Start { get; }

    /// <summary>The packet at an index.</summary>
    public ref CompletionPacket this[int index] => ref _packets[index];

    /// <summary>Lets the kernel write no more packets than the events still have room for.</summary>
    public void LimitTo(ReadyEvents events) => Capacity = events.Capacity - events.Count;

    /// <summary>The buffer that belongs to a caller's <see cref="ReadyEvents"/>; made on its first use.</summary>
    public static CompletionBuffer Of(ReadyEvents events)
    {
        if (events.BackendBuffer is not CompletionBuffer buffer)
        {
            events.BackendBuffer = buffer = new CompletionBuffer(events.Capacity);
        }

        return buffer;
    }
}
