using Microsoft.Win32.SafeHandles;

namespace StaticFiles.Site;

/// <summary>An open file of the site, as it was when it was opened.</summary>
/// <param name="Handle">For reading. Whoever has the file closes it.</param>
/// <param name="Length">Its length.</param>
/// <param name="ModifiedUtc">When it was last written.</param>
internal readonly record struct SiteFile(SafeFileHandle Handle, long Length, DateTime ModifiedUtc) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
