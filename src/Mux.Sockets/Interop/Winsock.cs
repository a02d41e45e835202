using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>The calls of Winsock, as <c>ws2_32.dll</c> has them. A socket is a handle, whose upper half is not used.</summary>
internal static unsafe partial class Winsock
{
    public const nint INVALID_SOCKET = -1;
    public const uint WSA_FLAG_OVERLAPPED = 0x01;
    public const uint WSA_FLAG_NO_HANDLE_INHERIT = 0x80;
    public const uint FIONBIO = 0x8004667E;
    public const uint SIO_UDP_CONNRESET = 0x9800000C;
    public const uint HANDLE_FLAG_INHERIT = 1;
    public const int MSG_PEEK = 2;
    public const int SOL_SOCKET = 0xffff;
    public const int SO_LINGER = 0x80;
    public const int WSAEWOULDBLOCK = 10035;
    public const int WSAEINPROGRESS = 10036;
    public const int WSAEMSGSIZE = 10040;
    public const int WSAECONNABORTED = 10053;
    public const int WSAECONNRESET = 10054;
    public const int WSAESHUTDOWN = 10058;

    [LibraryImport("ws2_32", EntryPoint = "WSAStartup")]
    public static partial int Startup(ushort version, void* data);

    [LibraryImport("ws2_32", EntryPoint = "WSASocketW", SetLastError = true)]
    public static partial nint Socket(int family, int type, int protocol, void* protocolInfo, uint group, uint flags);

    [LibraryImport("ws2_32", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(nint socket, byte* address, int length);

    [LibraryImport("ws2_32", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(nint socket, int backlog);

    [LibraryImport("ws2_32", EntryPoint = "accept", SetLastError = true)]
    public static partial nint Accept(nint socket, byte* address, int* length);

    [LibraryImport("ws2_32", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(nint socket, byte* address, int length);

    [LibraryImport("ws2_32", EntryPoint = "recv", SetLastError = true)]
    public static partial int Receive(nint socket, byte* buffer, int length, int flags);

    [LibraryImport("ws2_32", EntryPoint = "recvfrom", SetLastError = true)]
    public static partial int ReceiveFrom(nint socket, byte* buffer, int length, int flags, byte* address, int* addressLength);

    [LibraryImport("ws2_32", EntryPoint = "send", SetLastError = true)]
    public static partial int Send(nint socket, byte* bytes, int length, int flags);

    [LibraryImport("ws2_32", EntryPoint = "sendto", SetLastError = true)]
    public static partial int SendTo(nint socket, byte* bytes, int length, int flags, byte* address, int addressLength);

    [LibraryImport("ws2_32", EntryPoint = "WSASend", SetLastError = true)]
    public static partial int SendPieces(nint socket, Piece* pieces, uint count, uint* sent, uint flags, void* overlapped, void* completion);

    [LibraryImport("ws2_32", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(nint socket, int how);

    [LibraryImport("ws2_32", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(nint socket, int level, int name, void* value, int* length);

    [LibraryImport("ws2_32", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(nint socket, int level, int name, void* value, int length);

    [LibraryImport("ws2_32", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetLocalAddress(nint socket, byte* address, int* length);

    [LibraryImport("ws2_32", EntryPoint = "getpeername", SetLastError = true)]
    public static partial int GetPeerAddress(nint socket, byte* address, int* length);

    [LibraryImport("ws2_32", EntryPoint = "ioctlsocket", SetLastError = true)]
    public static partial int Control(nint socket, uint command, uint* argument);

    [LibraryImport("ws2_32", EntryPoint = "WSAIoctl", SetLastError = true)]
    public static partial int Control(
        nint socket, uint command, void* input, uint inputLength, void* output, uint outputLength, uint* returned, void* overlapped, void* completion);

    [LibraryImport("ws2_32", EntryPoint = "closesocket", SetLastError = true)]
    public static partial int Close(nint socket);

    [LibraryImport("kernel32", SetLastError = true)]
    public static partial int SetHandleInformation(nint handle, uint mask, uint flags);

    /// <summary><c>WSABUF</c>: <see cref="IoSegment"/> the other way round, and counted in 32 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Piece
    {
        public uint Length;
        public void* Address;
    }

    /// <summary><c>struct linger</c> of Winsock, half as long as that of Unix.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LingerTime
    {
        public ushort IsOn;
        public ushort Seconds;
    }
}
