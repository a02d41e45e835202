using System.Buffers;

namespace Mux.Buffers;

/// <summary>The shared pool, which counts what it has handed out and not got back.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    private int _held;

    public int Held => Volatile.Read(ref _held);

    public override byte[] Rent(int minimumLength)
    {
        Interlocked.Increment(ref _held);
        return Shared.Rent(minimumLength);
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        Shared.Return(array, clearArray);
        Interlocked.Decrement(ref _held);
    }
}
