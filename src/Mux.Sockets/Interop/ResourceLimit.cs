using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>The limit on open descriptors, as getrlimit(2) tells it. On Unix.</summary>
internal static partial class ResourceLimit
{
    // The processors of Linux that differ (MIPS, SPARC) are none that .NET runs on.
    private static int RLIMIT_NOFILE => OperatingSystem.IsLinux() ? 7 : 8;

    // struct rlimit is two rlim_t, on Linux as wide as a pointer, on macOS and FreeBSD, which are 64-bit here, of 64 bits. Infinity has all bits set, or all but the sign.
    private static nuint Infinity => OperatingSystem.IsLinux() ? nuint.MaxValue : nuint.MaxValue >> 1;

    /// <summary>The soft and the hard limit; null for none.</summary>
    public static SyscallResult OfDescriptors(out long? soft, out long? hard)
    {
        var limits = new Limits();
        SyscallResult got = SyscallResult.Capture(Get(RLIMIT_NOFILE, ref limits));
        (soft, hard) = (ToCount(limits.Current), ToCount(limits.Maximum));
        return got;
    }

    private static long? ToCount(nuint limit) => limit >= Infinity ? null : (long)limit;

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, ref Limits limits);

    private struct Limits
    {
        public nuint Current;
        public nuint Maximum;
    }
}
