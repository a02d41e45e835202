using System.Runtime.Versioning;

namespace Mux;

/// <summary>One read of a handle.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ReadOperation(AsyncHandle handle) : ResultOperation<int>(handle, Interests.Readable)
{
    private Memory<byte> _buffer;

    public ValueTask<int> Begin(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellation);
        }

        Reserve(cancellation);
        _buffer = buffer;
        return Start();
    }

    protected override bool TryFinish(out int result) => Handle.TryRead(_buffer.Span, out result);

    protected override void Release() => _buffer = default;
}
