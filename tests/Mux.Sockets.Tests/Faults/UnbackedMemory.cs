using System.Buffers;

namespace Mux.Sockets.Tests;

/// <summary>Memory of 2 GiB that nobody may look at.</summary>
internal sealed class UnbackedMemory : MemoryManager<byte>
{
    public override Memory<byte> Memory => CreateMemory(int.MaxValue);

    public override Span<byte> GetSpan() => throw new NotSupportedException();

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // There is nothing.
    }
}
