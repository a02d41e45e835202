using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>The socket calls of macOS and FreeBSD, as their C libraries have them, and the structures that they take. Both are 64-bit systems.</summary>
internal static unsafe partial class BsdLibC
{
    public const int MSG_PEEK = 0x2;
    public const int MSG_TRUNC = 0x10;
    public const int SOL_SOCKET = 0xffff;

    /// <summary>FreeBSD: how many bytes the send buffer holds.</summary>
    public const nuint FIONWRITE = 0x40046677;

    /// <summary>FreeBSD only: macOS on arm64 passes variadic arguments in another way.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoControl(int descriptor, nuint request, int* value);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(int socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept", SetLastError = true)]
    public static partial int Accept(int socket, byte* address, uint* length);

    /// <summary>FreeBSD only.</summary>
    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept4(int socket, byte* address, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int socket, byte* bytes, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int socket, int how);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(int socket, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetLocalAddress(int socket, byte* address, uint* length);

    [LibraryImport("libc", EntryPoint = "getpeername", SetLastError = true)]
    public static partial int GetPeerAddress(int socket, byte* address, uint* length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int socket);

    /// <summary><c>struct msghdr</c>, the same on both. That of Linux has longer counts.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public byte* Name;
        public uint NameLength;
        public IoSegment* Segments;
        public int SegmentCount;
        public void* Control;
        public uint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct linger</c>, the same on both.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LingerTime
    {
        public int IsOn;
        public int Seconds;
    }
}
