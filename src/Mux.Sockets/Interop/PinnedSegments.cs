using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Mux.Interop;

/// <summary>Pieces of memory that stay where they are until this is disposed of.</summary>
internal ref struct PinnedSegments
{
    private Handles _handles;
    private Pieces _pieces;
    private readonly int _count;

    public unsafe PinnedSegments(ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
    {
        for (_count = 0; _count < buffers.Length; _count++)
        {
            _handles[_count] = buffers[_count].Pin();
            _pieces[_count] = new IoSegment((nint)_handles[_count].Pointer, buffers[_count].Length);
        }
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<IoSegment> Segments => ((ReadOnlySpan<IoSegment>)_pieces)[.._count];

    public void Dispose()
    {
        for (int index = 0; index < _count; index++)
        {
            _handles[index].Dispose();
        }
    }

    [InlineArray(IoSegment.Most)]
    private struct Handles
    {
        private MemoryHandle _first;
    }

    [InlineArray(IoSegment.Most)]
    private struct Pieces
    {
        private IoSegment _first;
    }
}
