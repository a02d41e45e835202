using System.Runtime.InteropServices;

namespace Mux.LinuxNative;

/// <summary>Takes away this process's right to open descriptors, until disposed of. See getrlimit(2). Nothing else may run meanwhile.</summary>
internal sealed partial class WithoutDescriptors : IDisposable
{
    private const int RLIMIT_NOFILE = 7;

    private readonly nuint[] _former = new nuint[2];

    public WithoutDescriptors()
    {
        NativeCall.Check(Get(RLIMIT_NOFILE, _former));
        NativeCall.Check(Set(RLIMIT_NOFILE, [0, _former[1]])); // The soft limit only: the hard one could not be raised again.
    }

    public void Dispose() => NativeCall.Check(Set(RLIMIT_NOFILE, _former));

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, [Out] nuint[] limits);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Set(int resource, nuint[] limits);
}
