namespace Mux.Kqueue.Tests.Native;

/// <summary>What Linux tells of a socket beyond poll(2). None of these calls changes anything: in particular, none takes the socket's error away.</summary>
internal static unsafe class SocketFacts
{
    private const int SOL_SOCKET = 1;
    private const int SO_TYPE = 3;
    private const int SO_ACCEPTCONN = 30;
    private const int SO_DOMAIN = 39;
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int IPPROTO_TCP = 6;
    private const int TCP_INFO = 11;
    private const int TcpInfoSize = 104;
    private const int UnackedOffset = 24; // tcpi_unacked: of a listener, how many connections wait to be accepted.
    private const int MSG_NOSIGNAL = 0x4000;
    private const nuint FIONREAD = 0x541B;

    public static bool IsListening(int socket) => Option(socket, SO_ACCEPTCONN) == 1;

    public static bool IsStream(int socket) => Option(socket, SO_TYPE) == SOCK_STREAM;

    public static bool IsUnix(int socket) => Option(socket, SO_DOMAIN) == AF_UNIX;

    /// <summary>Bytes that can be read now.</summary>
    public static int Unread(int descriptor) => Ask(descriptor, FIONREAD);

    /// <summary>How many connections a TCP listener holds; 0 when it cannot be told.</summary>
    public static int Backlog(int listener) => Tcp(listener, out int unacked) == 0 ? 0 : unacked;

    /// <summary>The state of a TCP connection, as in TCP_INFO.</summary>
    public static TcpState StateOf(int socket) => (TcpState)Tcp(socket, out _);

    /// <summary>Whether a Unix socket's sending half is shut down, which nothing but sending tells. Sending no bytes to a stream does not disturb it.</summary>
    public static bool IsSendingRefused(int socket)
    {
        byte nothing = 0;
        return LibC.Send(socket, &nothing, 0, MSG_NOSIGNAL) < 0;
    }

    private static byte Tcp(int socket, out int unacked)
    {
        byte* info = stackalloc byte[TcpInfoSize];
        int size = TcpInfoSize;
        bool told = LibC.GetSocketOption(socket, IPPROTO_TCP, TCP_INFO, info, &size) == 0;
        unacked = told ? *(int*)(info + UnackedOffset) : 0;
        return told ? info[0] : (byte)0;
    }

    private static int Option(int socket, int option)
    {
        int value = 0;
        int size = sizeof(int);
        return LibC.GetSocketOption(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
    }

    private static int Ask(int descriptor, nuint request)
    {
        int value = 0;
        return LibC.IoControl(descriptor, request, &value) == 0 ? value : 0;
    }
}

/// <summary>States of a TCP connection, as Linux numbers them.</summary>
internal enum TcpState : byte
{
    Unknown,
    Established,
    SynSent,
    SynReceived,
    FinWait1,
    FinWait2,
    TimeWait,
    Closed,
    CloseWait,
    LastAck,
    Listening,
    Closing,
}
