using System.Text;
using System.Text.Unicode;

namespace StaticFiles.Site;

/// <summary>A folder for Windows. No link and no junction is followed, wherever it leads.</summary>
/// <remarks>The links are looked for before the file is opened: whoever may write into the site can swap one in between. Unix has no such gap.</remarks>
internal sealed class WindowsFolder(string root) : SiteFolder
{
    /// <inheritdoc/>
    public override OpenOutcome TryOpen(ReadOnlySpan<byte> path, out SiteFile file)
    {
        file = default;
        if (!Utf8.IsValid(path))
        {
            return OpenOutcome.NotFound;
        }

        try
        {
            string full = root;
            FileAttributes attributes = FileAttributes.Directory;
            foreach (string name in Encoding.UTF8.GetString(path).Split('/'))
            {
                full = Path.Join(full, name);
                if (!WindowsName.IsOrdinary(name) || ((attributes = File.GetAttributes(full)) & FileAttributes.ReparsePoint) != 0)
                {
                    return OpenOutcome.NotFound;
                }
            }

            return (attributes & FileAttributes.Directory) != 0
                ? OpenOutcome.IsFolder
                : Accept(File.OpenHandle(full, share: FileShare.ReadWrite | FileShare.Delete), out file);
        }
        catch (UnauthorizedAccessException)
        {
            return OpenOutcome.Forbidden;
        }
        catch (IOException)
        {
            return OpenOutcome.NotFound; // No such file or folder, too long a name, or somebody has it for himself.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Nothing is held open.
    }
}
