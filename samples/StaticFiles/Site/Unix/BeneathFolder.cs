using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using StaticFiles.Site.Unix.Interop;

namespace StaticFiles.Site.Unix;

/// <summary>A folder for Linux 5.6 and later, where the kernel keeps every step of a path beneath it. Symbolic links that stay inside are followed.</summary>
[SupportedOSPlatform("linux")]
internal sealed class BeneathFolder(string root) : SiteFolder
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    private static readonly Lazy<bool> Support = new(Probe);

    private readonly SafeFileHandle _root = UnixOpen.Root(root);

    /// <summary>Whether the kernel has openat2, and lets this process call it: containers have been known to forbid what is newer than they are.</summary>
    public static bool IsSupported => Support.Value;

    /// <inheritdoc/>
    public override OpenOutcome TryOpen(ReadOnlySpan<byte> path, out SiteFile file)
    {
        file = default;
        Span<byte> name = stackalloc byte[PathBuffer.Size];
        if (!PathBuffer.TryTerminate(path, name))
        {
            return OpenOutcome.NotFound;
        }

        if (LinuxFileType.IsSpecial(_root, name, followsLink: true))
        {
            return OpenOutcome.NotFound;
        }

        int opened;
        int attempts = 0;
        do
        {
            opened = LinuxOpen.Beneath(_root, name);
        }
        while (opened == -Interrupted || (opened == -TryAgain && ++attempts < 8)); // EAGAIN: something was renamed meanwhile, so that the kernel could not be sure of "..".

        return opened >= 0 ? Accept(new SafeFileHandle(opened, ownsHandle: true), out file) : Classify(-opened);
    }

    /// <inheritdoc/>
    public override void Dispose() => _root.Dispose();

    private static bool Probe()
    {
        using SafeFileHandle anyFolder = UnixOpen.Root("/");
        int opened = LinuxOpen.Beneath(anyFolder, ".\0"u8);
        new SafeFileHandle(opened, ownsHandle: opened >= 0).Dispose();
        return opened >= 0;
    }
}
