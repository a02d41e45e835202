using System.ComponentModel;

namespace Mux;

/// <summary>The operating system refused something that is no mistake of the caller's: out of descriptors, out of memory, over a limit.</summary>
/// <remarks>The message says which call failed, why, and what can be done about it.</remarks>
public sealed class MultiplexerException : IOException
{
    private const int None = -1; // Some calls of Windows have been seen to fail without an error code.

    /// <summary>Creates an exception for a system call that failed.</summary>
    /// <param name="call">The call's name as its manual page spells it, for example <c>epoll_ctl</c>.</param>
    /// <param name="nativeErrorCode">The errno on Unix, the Win32 error code or NTSTATUS on Windows; -1 when the system gave none.</param>
    /// <param name="advice">What the caller can do about it, as a sentence; or null.</param>
    public MultiplexerException(string call, int nativeErrorCode, string? advice = null)
        : base(Describe(call, nativeErrorCode, advice))
    {
        Call = call;
        NativeErrorCode = nativeErrorCode;
    }

    /// <summary>The name of the system call that failed.</summary>
    public string Call { get; }

    /// <summary>The errno on Unix, the Win32 error code or NTSTATUS on Windows; -1 when the system gave none.</summary>
    public int NativeErrorCode { get; }

    private static string Describe(string call, int nativeErrorCode, string? advice)
    {
        ArgumentException.ThrowIfNullOrEmpty(call);

        string reason = nativeErrorCode switch
        {
            None => $"{call} failed, and the system gave no reason.",
            < 0 => $"{call} failed: NTSTATUS 0x{nativeErrorCode:X8}.", // No errno and no Win32 error is negative, and no text is at hand for these.
            _ => $"{call} failed: {new Win32Exception(nativeErrorCode).Message} ({nativeErrorCode}).",
        };
        return advice is null ? reason : $"{reason} {advice}";
    }
}
