using System.Runtime.Versioning;
using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>The write of a whole buffer to a handle.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class WriteOperation(AsyncHandle handle) : ResultOperation<int>(handle, Interests.Writable), IValueTaskSource
{
    private ReadOnlyMemory<byte> _rest;
    private int _written;

    public ValueTask Begin(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }

        Reserve(cancellation);
        (_rest, _written) = (buffer, 0);
        return TryBegin(out _, out short token) ? ValueTask.CompletedTask : new ValueTask(this, token);
    }

    protected override bool TryFinish(out int result)
    {
        while (!_rest.IsEmpty)
        {
            if (!Handle.TryWrite(_rest.Span, out int written))
            {
                result = 0;
                return false;
            }

            _rest = _rest[written..];
            _written += written;
        }

        result = _written;
        return true;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    protected override void Release() => _rest = default;
}
