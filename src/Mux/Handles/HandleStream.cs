using System.Runtime.Versioning;

namespace Mux;

/// <summary>An attached handle as a stream.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class HandleStream(AsyncHandle handle, bool ownsHandle) : Stream
{
    private bool _disposed;

    public override bool CanRead => !_disposed && (handle.Directions & Interests.Readable) != 0;

    public override bool CanWrite => !_disposed && (handle.Directions & Interests.Writable) != 0;

    public override bool CanSeek => false;

    public override long Length => throw NoSeeking();

    public override long Position
    {
        get => throw NoSeeking();
        set => throw NoSeeking();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        RefuseUnless(CanRead, "read");
        return handle.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        RefuseUnless(CanWrite, "written to");
        return handle.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        RefuseToBlockTheLoop();
        ValidateBufferArguments(buffer, offset, count);
        return BlockedCaller.Await(ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        RefuseToBlockTheLoop();
        ValidateBufferArguments(buffer, offset, count);
        BlockedCaller.Await(WriteAsync(buffer.AsMemory(offset, count), CancellationToken.None));
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw NoSeeking();

    public override void SetLength(long value) => throw NoSeeking();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            handle.Dispose();
            if (ownsHandle)
            {
                handle.Handle.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException NoSeeking() => new("This stream has no positions: it is read and written in order.");

    private void RefuseUnless(bool can, string what)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!can)
        {
            throw new NotSupportedException($"This stream cannot be {what}: its handle was attached for {handle.Directions}.");
        }
    }

    private void RefuseToBlockTheLoop()
    {
        if (handle.Loop.IsCurrentThread)
        {
            throw new InvalidOperationException("A synchronous read or write would block the event loop that has to end it: use ReadAsync and WriteAsync.");
        }
    }
}
