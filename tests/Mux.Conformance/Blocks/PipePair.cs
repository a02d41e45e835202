using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Mux.Conformance;

/// <summary>The two ends of a pipe.</summary>
public sealed class PipePair : IDisposable
{
    private readonly AnonymousPipeServerStream _writer = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _reader;

    public PipePair() => _reader = new AnonymousPipeClientStream(PipeDirection.In, _writer.ClientSafePipeHandle);

    public SafePipeHandle Reader => _reader.SafePipeHandle;

    public SafePipeHandle Writer => _writer.SafePipeHandle;

    /// <summary>Writes what fits into the pipe's buffer.</summary>
    public void Write(params ReadOnlySpan<byte> bytes) => _writer.Write(bytes);

    /// <summary>Reads bytes that are in the pipe.</summary>
    public byte[] Read(int count)
    {
        var bytes = new byte[count];
        _reader.ReadExactly(bytes);
        return bytes;
    }

    public void CloseReader() => _reader.Dispose();

    public void CloseWriter() => _writer.Dispose();

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }
}
