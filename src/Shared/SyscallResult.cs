using System.Runtime.InteropServices;

namespace Mux;

/// <summary>What one Unix system call came back with: a value, or the errno it failed with.</summary>
internal readonly struct SyscallResult
{
    private const int EIO = 5; // On every Unix.

    private readonly int _raw; // The kernel's own encoding: zero and up is the value, below zero the negated errno.

    private SyscallResult(int raw) => _raw = raw;

    /// <summary>The errno, or 0 when the call succeeded.</summary>
    public int Errno => _raw < 0 ? -_raw : 0;

    /// <summary>Whether the call succeeded.</summary>
    public bool Succeeded => _raw >= 0;

    /// <summary>What the call returned. Has no meaning when it failed.</summary>
    public int Value => _raw;

    /// <summary>Pairs a return value with its errno, before another call on this thread can replace it.</summary>
    /// <remarks>A failure never reads as success: where the system has left no errno behind, it is EIO.</remarks>
    public static SyscallResult Capture(int returned)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new SyscallResult(returned >= 0 ? returned : -(errno > 0 ? errno : EIO));
    }

    /// <summary>A call that succeeded, for simulated kernels.</summary>
    public static SyscallResult Success(int value) => new(value);

    /// <summary>A call that failed, for simulated kernels.</summary>
    public static SyscallResult Failure(int errno) => new(-errno);
}
