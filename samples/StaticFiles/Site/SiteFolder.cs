using Microsoft.Win32.SafeHandles;
using StaticFiles.Site.Unix;

namespace StaticFiles.Site;

/// <summary>The folder whose files are served. Opens what is in it, and nothing that is not: neither by its name nor by a symbolic link on the way.</summary>
/// <remarks>From any thread.</remarks>
internal abstract class SiteFolder : IDisposable
{
    /// <summary>Opens the folder by the best means this system has.</summary>
    /// <param name="root">Its path.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SiteFolder Open(string root)
    {
        string full = Path.GetFullPath(root);
        if (!Directory.Exists(full))
        {
            throw new DirectoryNotFoundException($"There is no folder '{root}'.");
        }

        return OperatingSystem.IsWindows() ? new WindowsFolder(full)
            : OperatingSystem.IsLinux() && BeneathFolder.IsSupported ? new BeneathFolder(full)
            : new WalkedFolder(full);
    }

    /// <summary>Opens a file. Never waits, not even for a FIFO's writer.</summary>
    /// <param name="path">What <see cref="SitePath"/> made of a request's path; not empty.</param>
    /// <param name="file">The open file. The caller disposes of it.</param>
    public abstract OpenOutcome TryOpen(ReadOnlySpan<byte> path, out SiteFile file);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Looks at what was opened, and closes it unless it is a file.</summary>
    private protected static OpenOutcome Accept(SafeFileHandle handle, out SiteFile file)
    {
        file = default;
        try
        {
            if ((File.GetAttributes(handle) & FileAttributes.Directory) != 0)
            {
                handle.Dispose();
                return OpenOutcome.IsFolder;
            }

            file = new SiteFile(handle, RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
            return OpenOutcome.Opened;
        }
        catch (NotSupportedException)
        {
            handle.Dispose();
            return OpenOutcome.NotFound; // A FIFO, or a device: what has no length cannot be served.
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>What it means when a Unix refuses to open.</summary>
    internal static OpenOutcome Classify(int errno)
    {
        const int NotPermitted = 1, OutOfMemory = 12, AccessDenied = 13, FileTableFull = 23, TooManyOpen = 24; // One number on every Unix.
        return errno switch
        {
            NotPermitted or AccessDenied => OpenOutcome.Forbidden,
            OutOfMemory or FileTableFull or TooManyOpen => OpenOutcome.Exhausted,
            _ => OpenOutcome.NotFound, // ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EXDEV for what leaves the root, ENXIO for a socket's name.
        };
    }
}
