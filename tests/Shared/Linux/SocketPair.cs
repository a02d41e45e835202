using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>Two Unix domain sockets without a name, connected to each other. See socketpair(2).</summary>
internal sealed partial class SocketPair : IDisposable
{
    private const int Unix = 1;
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    private SocketPair(int type)
    {
        var ends = new int[2];
        NativeCall.Check(Create(Unix, type | NonBlockingCloseOnExec, 0, ends));
        Left = new SafeFileHandle(ends[0], ownsHandle: true);
        Right = new SafeFileHandle(ends[1], ownsHandle: true);
    }

    public SafeFileHandle Left { get; }

    public SafeFileHandle Right { get; }

    public static SocketPair OfStreams() => new(type: 1);

    public static SocketPair OfDatagrams() => new(type: 2);

    public static SocketPair OfSequencedPackets() => new(type: 5);

    /// <summary>Ends the sending half of the right one.</summary>
    public void ShutdownRight() => NativeCall.Check(Shutdown(Right, how: 1));

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int Create(int family, int type, int protocol, [Out] int[] ends);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(SafeHandle socket, int how);
}
