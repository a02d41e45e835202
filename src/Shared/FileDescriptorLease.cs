using System.Runtime.InteropServices;

namespace Mux;

/// <summary>A caller's descriptor number for the length of one system call, during which the handle cannot be closed and its number not be reused.</summary>
/// <remarks>Never longer than a call: closing a socket waits until every such reference is gone.</remarks>
internal readonly ref struct FileDescriptorLease
{
    private readonly SafeHandle _handle;

    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="ArgumentException">The handle is invalid, or its value is no descriptor number.</exception>
    public FileDescriptorLease(SafeHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        nint value = handle.DangerousGetHandle();
        if (handle.IsInvalid || value < 0 || value > int.MaxValue)
        {
            throw new ArgumentException($"The handle does not hold an open descriptor (its value is {value}): open it first.", nameof(handle));
        }

        bool added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
        Descriptor = (int)value;
    }

    /// <summary>The descriptor number.</summary>
    public int Descriptor { get; }

    /// <summary>Gives the reference back.</summary>
    public void Dispose() => _handle.DangerousRelease();
}
