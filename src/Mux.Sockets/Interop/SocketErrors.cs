using System.Net.Sockets;

namespace Mux.Interop;

/// <summary>
/// What the systems' error numbers mean, in the words that .NET has for them on every system. Where two would do, it is the one that <see cref="Socket"/> of the same system says.
/// </summary>
/// <remarks>Pure. See errno(3), and the ERRORS of socket(2), accept(2), connect(2), send(2), ip(7), tcp(7) and unix(7). A number that no socket meets is <see cref="SocketError.SocketError"/>.</remarks>
internal static class SocketErrors
{
    /// <summary>Of Linux, whose numbers are the same on every processor that .NET runs on.</summary>
    public static SocketError OfLinux(int errno) => errno switch
    {
        0 => SocketError.Success,
        1 or 13 or 30 => SocketError.AccessDenied, // EPERM, EACCES, EROFS
        2 or 20 => SocketError.AddressNotAvailable, // ENOENT, ENOTDIR: the path of a Unix domain socket
        4 => SocketError.Interrupted, // EINTR
        6 or 19 => SocketError.AddressNotAvailable, // ENXIO, ENODEV: the interface of a scoped address
        9 => SocketError.NotSocket, // EBADF: Windows does not tell the two apart
        11 => SocketError.WouldBlock, // EAGAIN
        12 or 63 or 105 => SocketError.NoBufferSpaceAvailable, // ENOMEM, ENOSR, ENOBUFS
        14 => SocketError.Fault, // EFAULT
        22 or 36 or 40 => SocketError.InvalidArgument, // EINVAL, ENAMETOOLONG, ELOOP
        23 or 24 => SocketError.TooManyOpenSockets, // ENFILE, EMFILE
        28 or 122 => SocketError.NoBufferSpaceAvailable, // ENOSPC, EDQUOT: no room for the file of a Unix domain socket
        32 => SocketError.Shutdown, // EPIPE
        38 or 95 => SocketError.OperationNotSupported, // ENOSYS, EOPNOTSUPP
        64 or 101 => SocketError.NetworkUnreachable, // ENONET, ENETUNREACH
        71 => SocketError.ConnectionAborted, // EPROTO: the peer said something that ended the connection
        88 => SocketError.NotSocket, // ENOTSOCK
        89 => SocketError.DestinationAddressRequired, // EDESTADDRREQ
        90 => SocketError.MessageSize, // EMSGSIZE
        91 => SocketError.ProtocolType, // EPROTOTYPE
        92 => SocketError.ProtocolOption, // ENOPROTOOPT
        93 => SocketError.ProtocolNotSupported, // EPROTONOSUPPORT
        94 => SocketError.SocketNotSupported, // ESOCKTNOSUPPORT
        96 => SocketError.ProtocolFamilyNotSupported, // EPFNOSUPPORT
        97 => SocketError.AddressFamilyNotSupported, // EAFNOSUPPORT
        98 => SocketError.AddressAlreadyInUse, // EADDRINUSE
        99 => SocketError.AddressNotAvailable, // EADDRNOTAVAIL
        100 => SocketError.NetworkDown, // ENETDOWN
        102 => SocketError.NetworkReset, // ENETRESET
        103 => SocketError.ConnectionAborted, // ECONNABORTED
        104 => SocketError.ConnectionReset, // ECONNRESET
        106 => SocketError.IsConnected, // EISCONN
        107 => SocketError.NotConnected, // ENOTCONN
        108 => SocketError.Disconnecting, // ESHUTDOWN
        110 => SocketError.TimedOut, // ETIMEDOUT
        111 => SocketError.ConnectionRefused, // ECONNREFUSED
        112 => SocketError.HostDown, // EHOSTDOWN
        113 => SocketError.HostUnreachable, // EHOSTUNREACH
        114 => SocketError.AlreadyInProgress, // EALREADY
        115 => SocketError.InProgress, // EINPROGRESS
        125 => SocketError.OperationAborted, // ECANCELED
        _ => SocketError.SocketError,
    };

    /// <summary>Of macOS and FreeBSD. They part above 84, and no number there means to sockets one thing on one system and another thing on the other.</summary>
    public static SocketError OfBsd(int errno) => errno switch
    {
        0 => SocketError.Success,
        1 or 13 or 30 => SocketError.AccessDenied, // EPERM, EACCES, EROFS
        2 or 20 => SocketError.AddressNotAvailable, // ENOENT, ENOTDIR: the path of a Unix domain socket
        4 => SocketError.Interrupted, // EINTR
        6 or 19 => SocketError.AddressNotAvailable, // ENXIO, ENODEV: the interface of a scoped address
        9 or 38 => SocketError.NotSocket, // EBADF, ENOTSOCK: Windows does not tell the two apart
        12 or 28 or 55 or 69 => SocketError.NoBufferSpaceAvailable, // ENOMEM, ENOSPC, ENOBUFS, EDQUOT
        14 => SocketError.Fault, // EFAULT
        22 or 62 or 63 => SocketError.InvalidArgument, // EINVAL, ELOOP, ENAMETOOLONG
        23 or 24 => SocketError.TooManyOpenSockets, // ENFILE, EMFILE
        32 => SocketError.Shutdown, // EPIPE
        33 => SocketError.InvalidArgument, // EDOM: the value of an option
        35 => SocketError.WouldBlock, // EAGAIN
        36 => SocketError.InProgress, // EINPROGRESS
        37 => SocketError.AlreadyInProgress, // EALREADY
        39 => SocketError.DestinationAddressRequired, // EDESTADDRREQ
        40 => SocketError.MessageSize, // EMSGSIZE
        41 => SocketError.ProtocolType, // EPROTOTYPE
        42 => SocketError.ProtocolOption, // ENOPROTOOPT
        43 => SocketError.ProtocolNotSupported, // EPROTONOSUPPORT
        44 => SocketError.SocketNotSupported, // ESOCKTNOSUPPORT
        45 or 78 or 102 => SocketError.OperationNotSupported, // ENOTSUP (EOPNOTSUPP of FreeBSD), ENOSYS, EOPNOTSUPP of macOS
        46 => SocketError.ProtocolFamilyNotSupported, // EPFNOSUPPORT
        47 => SocketError.AddressFamilyNotSupported, // EAFNOSUPPORT
        48 => SocketError.AddressAlreadyInUse, // EADDRINUSE
        49 => SocketError.AddressNotAvailable, // EADDRNOTAVAIL
        50 => SocketError.NetworkDown, // ENETDOWN
        51 => SocketError.NetworkUnreachable, // ENETUNREACH
        52 => SocketError.NetworkReset, // ENETRESET
        53 => SocketError.ConnectionAborted, // ECONNABORTED
        54 => SocketError.ConnectionReset, // ECONNRESET
        56 => SocketError.IsConnected, // EISCONN
        57 => SocketError.NotConnected, // ENOTCONN
        58 => SocketError.Disconnecting, // ESHUTDOWN
        60 => SocketError.TimedOut, // ETIMEDOUT
        61 => SocketError.ConnectionRefused, // ECONNREFUSED
        64 => SocketError.HostDown, // EHOSTDOWN
        65 => SocketError.HostUnreachable, // EHOSTUNREACH
        85 or 89 => SocketError.OperationAborted, // ECANCELED of FreeBSD, of macOS
        92 or 100 => SocketError.ConnectionAborted, // EPROTO of FreeBSD, of macOS
        _ => SocketError.SocketError,
    };
    /// <summary>Of Windows. Those of Winsock are <see cref="SocketError"/>'s own numbers; a few come from the system below it.</summary>
    public static SocketError OfWindows(int error) => error switch
    {
        5 => SocketError.AccessDenied, // ERROR_ACCESS_DENIED
        6 or 10009 => SocketError.NotSocket, // WSA_INVALID_HANDLE, WSAEBADF
        8 or 14 or 1450 => SocketError.NoBufferSpaceAvailable, // WSA_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY, ERROR_NO_SYSTEM_RESOURCES
        87 or 10062 or 10063 => SocketError.InvalidArgument, // WSA_INVALID_PARAMETER, WSAELOOP, WSAENAMETOOLONG
        0 or 995 or 997 or (>= 10000 and < 12000) => (SocketError)error,
        _ => SocketError.SocketError,
    };
}
