using System.Runtime.InteropServices;

namespace Mux.Tests.Consumer;

/// <summary>Something that bytes come from: a serial port, a pipe, a socket.</summary>
public interface INonBlockingSource
{
    SafeHandle Handle { get; }

    /// <summary>Reads what is there. Null when that would block, 0 at the end.</summary>
    int? Read(byte[] buffer);
}
