namespace Mux.Iocp.Interop;

/// <summary>The NTSTATUS values that this backend decides by.</summary>
internal static class NtStatus
{
    public const int Success = 0;
    public const int Pending = 0x103;
    public const int InvalidHandle = unchecked((int)0xC0000008);
    public const int ObjectTypeMismatch = unchecked((int)0xC0000024); // What Wine answers for a handle that is no socket any more.
    public const int Cancelled = unchecked((int)0xC0000120);
    public const int NotFound = unchecked((int)0xC0000225);

    /// <summary>Whether a status is a failure: the two highest bits are set.</summary>
    public static bool IsError(int status) => (uint)status >= 0xC0000000;
}
