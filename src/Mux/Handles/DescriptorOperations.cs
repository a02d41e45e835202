namespace Mux;

/// <summary>One read(2) into a span.</summary>
internal readonly ref struct DescriptorRead(DescriptorAccess access, Span<byte> buffer)
{
    private readonly DescriptorAccess _access = access;
    private readonly Span<byte> _buffer = buffer;

    public static readonly StepwiseAttempt<DescriptorRead, int> Attempt =
        static (ref DescriptorRead state, out int read) => state._access.TryRead(state._buffer, out read) ? AttemptOutcome.Done : AttemptOutcome.WouldBlock;
}

/// <summary>One write(2) of a span.</summary>
internal readonly ref struct DescriptorWrite(DescriptorAccess access, ReadOnlySpan<byte> bytes)
{
    private readonly DescriptorAccess _access = access;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public static readonly StepwiseAttempt<DescriptorWrite, int> Attempt =
        static (ref DescriptorWrite state, out int written) => state._access.TryWrite(state._bytes, out written) ? AttemptOutcome.Done : AttemptOutcome.WouldBlock;
}

/// <summary>An awaited read.</summary>
internal readonly struct BufferRead(DescriptorAccess access, Memory<byte> buffer)
{
    private readonly DescriptorAccess _access = access;
    private readonly Memory<byte> _buffer = buffer;

    public static readonly StepwiseAttempt<BufferRead, int> Attempt =
        static (ref BufferRead state, out int read) => state._access.TryRead(state._buffer.Span, out read) ? AttemptOutcome.Done : AttemptOutcome.WouldBlock;
}

/// <summary>An awaited write of a whole buffer.</summary>
internal struct BufferWrite(DescriptorAccess access, ReadOnlyMemory<byte> bytes)
{
    // What a pipe or a terminal takes at a time is less by far; a file system or a device might take everything.
    private const int PieceSize = 256 * 1024;

    private readonly DescriptorAccess _access = access;
    private ReadOnlyMemory<byte> _rest = bytes;
    private int _written;

    public static readonly StepwiseAttempt<BufferWrite, int> Attempt = static (ref BufferWrite state, out int written) => state.Step(out written);

    private AttemptOutcome Step(out int written)
    {
        written = 0;
        if (!_rest.IsEmpty)
        {
            if (!_access.TryWrite(_rest.Span[..Math.Min(_rest.Length, PieceSize)], out int went))
            {
                return AttemptOutcome.WouldBlock;
            }

            _rest = _rest[went..];
            _written += went;
        }

        written = _written;
        return _rest.IsEmpty ? AttemptOutcome.Done : AttemptOutcome.Unfinished;
    }
}
