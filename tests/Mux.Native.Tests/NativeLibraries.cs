using System.Runtime.InteropServices;

namespace Mux.Native.Tests;

/// <summary>The libraries that the facts bind. Where one is not installed, its facts are skipped.</summary>
internal static class NativeLibraries
{
    public static void SkipUnlessInstalled(string library, string package) =>
        Assert.SkipUnless(
            NativeLibrary.TryLoad(library, out _), $"{library} is not installed. On Debian and Ubuntu it is in the package {package}.");
}
