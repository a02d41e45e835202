using Microsoft.Win32.SafeHandles;
using StaticFiles.Site.Unix.Interop;

namespace StaticFiles.Site.Unix;

/// <summary>A folder for any Unix: each name of a path is opened in the folder before, so that nothing can be swapped on the way. No symbolic link is followed, wherever it leads.</summary>
internal sealed class WalkedFolder(string root) : SiteFolder
{
    private const int NoSuchFile = 2;
    private const int Interrupted = 4;

    private readonly SafeFileHandle _root = UnixOpen.Root(root);

    /// <inheritdoc/>
    public override OpenOutcome TryOpen(ReadOnlySpan<byte> path, out SiteFile file)
    {
        file = default;
        Span<byte> name = stackalloc byte[PathBuffer.Size];
        SafeFileHandle reached = _root;
        foreach (Range part in path.Split((byte)'/'))
        {
            int opened = path[part] is not ([(byte)'.'] or [(byte)'.', (byte)'.']) && PathBuffer.TryTerminate(path[part], name) ? OpenEntry(reached, name) : -NoSuchFile;
            if (reached != _root)
            {
                reached.Dispose();
            }

            if (opened < 0)
            {
                return Classify(-opened);
            }

            reached = new SafeFileHandle(opened, ownsHandle: true);
        }

        return Accept(reached, out file);
    }

    /// <inheritdoc/>
    public override void Dispose() => _root.Dispose();

    private static int OpenEntry(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        if (OperatingSystem.IsLinux() && LinuxFileType.IsSpecial(folder, name, followsLink: false)) // A link as well: none is followed.
        {
            return -NoSuchFile;
        }

        int opened;
        do
        {
            opened = UnixOpen.Entry(folder, name);
        }
        while (opened == -Interrupted);

        return opened;
    }
}
