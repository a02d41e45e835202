using System.Text;

namespace StaticFiles.Tests;

/// <summary>A folder of files for one fact, with another beside it that no request may reach.</summary>
internal sealed class SiteOnDisk : IDisposable
{
    /// <summary>When its files were written, unless a fact says otherwise.</summary>
    public static readonly DateTime Written = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>What is in the file outside.</summary>
    public const string Secret = "secret";

    private readonly string _top = Directory.CreateTempSubdirectory("static-files-").FullName;

    public SiteOnDisk()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "secret.txt"), Secret);
    }

    /// <summary>The folder that is served.</summary>
    public string Root => Path.Combine(_top, "site");

    /// <summary>The folder that is not.</summary>
    public string Outside => Path.Combine(_top, "outside");

    /// <summary>Puts a file into the site, and the folders above it.</summary>
    public SiteOnDisk With(string path, string content) => With(path, Encoding.UTF8.GetBytes(content));

    /// <inheritdoc cref="With(string, string)"/>
    public SiteOnDisk With(string path, byte[] content)
    {
        string full = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        File.SetLastWriteTimeUtc(full, Written);
        return this;
    }

    /// <summary>Puts a file into the site that is all zeros, and takes no room on the disk.</summary>
    public SiteOnDisk WithSparse(string path, long length)
    {
        using var file = new FileStream(PathOf(path), FileMode.CreateNew);
        file.SetLength(length);
        return this;
    }

    /// <summary>Puts a symbolic link into the site.</summary>
    public SiteOnDisk WithLink(string path, string target)
    {
        File.CreateSymbolicLink(PathOf(path), target);
        return this;
    }

    /// <summary>Where a file of the site is.</summary>
    public string PathOf(string path) => Path.Combine(Root, path);

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
