using System.Runtime.InteropServices;

namespace Mux;

/// <summary>The number of a caller's handle for the length of one system call, during which the handle cannot be closed and its number not be reused.</summary>
/// <remarks>Never longer than a call: closing a socket waits until every such reference is gone.</remarks>
internal readonly ref struct HandleLease
{
    private readonly SafeHandle? _handle;

    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="ArgumentException">The handle is invalid.</exception>
    public HandleLease(SafeHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        nint value = handle.DangerousGetHandle();

        // Descriptors are of type int; handles of Windows have 32 significant bits.
        if (handle.IsInvalid || value < 0 || value > int.MaxValue)
        {
            ObjectDisposedException.ThrowIf(handle.IsClosed, handle); // A socket's handle that another thread has closed since is invalid as well.
            throw new ArgumentException($"The handle is not open (its value is {value}): open it first.", nameof(handle));
        }

        bool added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
        Number = (int)value;
    }

    /// <summary>The descriptor number, or the handle's value.</summary>
    public int Number { get; }

    /// <summary>Whether the handle is held open. False only where <see cref="TryTake"/> found it closed.</summary>
    public bool IsTaken => _handle is not null;

    /// <summary>Takes a lease, unless the handle is closed.</summary>
    public static HandleLease TryTake(SafeHandle handle)
    {
        try
        {
            return new HandleLease(handle);
        }
        catch (ObjectDisposedException)
        {
            return default;
        }
    }

    /// <summary>Gives the reference back.</summary>
    public void Dispose() => _handle?.DangerousRelease();
}
