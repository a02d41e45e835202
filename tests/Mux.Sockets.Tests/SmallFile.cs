using Microsoft.Win32.SafeHandles;

namespace Mux.Sockets.Tests;

/// <summary>A file with some content, open for reading, and gone afterwards.</summary>
internal sealed class SmallFile : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public SmallFile(byte[] content)
    {
        File.WriteAllBytes(_path, content);
        Handle = File.OpenHandle(_path);
    }

    public SafeFileHandle Handle { get; }

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(_path);
    }
}
