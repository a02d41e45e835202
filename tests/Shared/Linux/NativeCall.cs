using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>What comes back from the C library, as exceptions and handles.</summary>
internal static class NativeCall
{
    /// <summary>The result of a call that ought to have succeeded.</summary>
    public static int Check(int returned, [CallerArgumentExpression(nameof(returned))] string? call = null) =>
        returned >= 0 ? returned : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call}: {Marshal.GetLastPInvokeErrorMessage()}");

    /// <summary>The descriptor that a call made.</summary>
    public static SafeFileHandle Own(int returned, [CallerArgumentExpression(nameof(returned))] string? call = null) =>
        new(Check(returned, call), ownsHandle: true);
}
