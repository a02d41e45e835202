using System.Runtime.InteropServices;

namespace Mux.Compare.Interop;

/// <summary>Pairs of connected sockets, and single bytes through them: socketpair(2), recv(2), send(2). Linux.</summary>
internal static unsafe partial class SocketPairs
{
    private const int AfUnix = 1;
    private const int SockStream = 1;
    private const int SockNonBlock = 0x800;
    private const int SockCloseOnExec = 0x80000;

    /// <summary>Makes a pair.</summary>
    /// <exception cref="InvalidOperationException">The system refused.</exception>
    public static (int First, int Second) Create()
    {
        int* pair = stackalloc int[2];
        return MakePair(AfUnix, SockStream | SockNonBlock | SockCloseOnExec, 0, pair) == 0
            ? (pair[0], pair[1])
            : throw new InvalidOperationException($"socketpair failed with {Marshal.GetLastSystemError()}: raise the limit on descriptors (ulimit -n).");
    }

    /// <summary>Reads a byte, and answers whether there was one.</summary>
    public static bool TryReadByte(int descriptor)
    {
        byte value;
        return Receive(descriptor, &value, 1, 0) == 1;
    }

    /// <summary>Writes a byte.</summary>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    public static void WriteByte(int descriptor)
    {
        byte value = 1;
        if (Send(descriptor, &value, 1, 0) != 1)
        {
            throw new InvalidOperationException($"send failed with {Marshal.GetLastSystemError()}.");
        }
    }

    /// <summary>Writes until there is no room any more.</summary>
    public static void Fill(int descriptor)
    {
        Span<byte> bytes = stackalloc byte[4096];
        bytes.Clear();
        fixed (byte* start = bytes)
        {
            while (Send(descriptor, start, bytes.Length, 0) > 0)
            {
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "socketpair")]
    private static partial int MakePair(int domain, int type, int protocol, int* pair);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int descriptor, byte* buffer, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int descriptor, byte* buffer, nint count, int flags);
}
