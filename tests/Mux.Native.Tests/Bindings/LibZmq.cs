using System.Runtime.InteropServices;

namespace Mux.Native;

/// <summary>The functions of libzmq that sockets on an event loop need, in the spelling of its manual.</summary>
/// <seealso href="http://api.zeromq.org/"/>
internal static partial class LibZmq
{
    public const string Library = "libzmq.so.5";

    public const int ZMQ_REQ = 3;
    public const int ZMQ_REP = 4;
    public const int ZMQ_PULL = 7;
    public const int ZMQ_PUSH = 8;

    public const int ZMQ_FD = 14;
    public const int ZMQ_EVENTS = 15;
    public const int ZMQ_LINGER = 17;
    public const int ZMQ_SNDHWM = 23;
    public const int ZMQ_RCVHWM = 24;
    public const int ZMQ_LAST_ENDPOINT = 32;

    public const int ZMQ_POLLIN = 1;
    public const int ZMQ_POLLOUT = 2;

    public const int ZMQ_DONTWAIT = 1;

    public const int EAGAIN = 11; // On Linux.

    [LibraryImport(Library)]
    public static partial nint zmq_ctx_new();

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_ctx_shutdown(nint context);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_ctx_term(nint context);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint zmq_socket(nint context, int type);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_close(nint socket);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int zmq_bind(nint socket, string endPoint);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int zmq_connect(nint socket, string endPoint);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_getsockopt(nint socket, int option, out int value, ref nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_getsockopt(nint socket, int option, Span<byte> value, ref nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_setsockopt(nint socket, int option, in int value, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_send(nint socket, ReadOnlySpan<byte> message, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_recv(nint socket, Span<byte> buffer, nuint length, int flags);

    [LibraryImport(Library)]
    public static partial nint zmq_strerror(int error);
}
