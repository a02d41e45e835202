using System.Runtime.InteropServices;

namespace Mux.Iocp.Interop;

/// <summary>What one Win32 or Winsock call came back with: a value, or the error code it failed with.</summary>
internal readonly record struct Win32Result(nint Value, int Error)
{
    /// <summary>Whether the call succeeded.</summary>
    public bool Succeeded => Error == Win32Error.Success;

    /// <summary>A call that returned a value.</summary>
    public static Win32Result Success(nint value) => new(value, Win32Error.Success);

    /// <summary>A call that failed, with the thread's last error, before another call can replace it.</summary>
    /// <remarks>Some calls have been seen to fail with no error set; that is no success, so it gets a code of its own.</remarks>
    public static Win32Result LastError()
    {
        int error = Marshal.GetLastPInvokeError();
        return new(0, error == Win32Error.Success ? Unknown : error);
    }

    /// <summary>A failure that left no error code.</summary>
    public const int Unknown = -1;
}
