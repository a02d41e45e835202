using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Mux.Interop;

/// <summary>
/// The system's calls on non-blocking sockets, by number: one call each, and no logic that does not have to differ from system to system. "Would block" and "interrupted" come back as any error does.
/// </summary>
/// <remarks>
/// The seam at which tests inject faults. From any thread; whoever calls holds a lease of the handle meanwhile. Errors are the system's own numbers: errno, or those of Winsock.
/// Addresses are in the system's own layout, which is that of <see cref="System.Net.SocketAddress.Buffer"/>.
/// </remarks>
internal interface ISocketCalls
{
    /// <summary>
    /// Whether a receive of TCP that leaves room in its buffer has taken all that had come, unless an event has told of the end, of a failure or of urgent data: nothing else stops it early.
    /// </summary>
    bool ShortReceiveDrains { get; }

    /// <summary>socket(2): non-blocking and not inherited by child processes from birth, or as soon as the system allows.</summary>
    SyscallResult Open(AddressFamily family, SocketType type);

    /// <summary>bind(2).</summary>
    SyscallResult Bind(int socket, ReadOnlySpan<byte> address);

    /// <summary>listen(2). The system shortens a backlog that is too long for it.</summary>
    SyscallResult Listen(int socket, int backlog);

    /// <summary>accept4(2), or accept(2) and what it takes to make the new socket non-blocking, not inherited and free of SIGPIPE. A socket for which that fails is closed.</summary>
    /// <param name="listener">The listening socket.</param>
    /// <param name="address">Where the peer's address goes.</param>
    /// <param name="length">How long that is.</param>
    SyscallResult Accept(int listener, Span<byte> address, out int length);

    /// <summary>connect(2). That it goes on is an error (<see cref="SocketError.InProgress"/>), and that it would block, and so has not begun, is another one (<see cref="SocketError.WouldBlock"/>).</summary>
    SyscallResult Connect(int socket, ReadOnlySpan<byte> address);

    /// <summary>recv(2).</summary>
    SyscallResult Receive(int socket, Span<byte> buffer, ReceiveFlags flags);

    /// <summary>send(2), without SIGPIPE.</summary>
    SyscallResult Send(int socket, ReadOnlySpan<byte> bytes, SendHints hints);

    /// <summary>sendmsg(2) of two pieces.</summary>
    SyscallResult Send(int socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, SendHints hints);

    /// <summary>sendmsg(2) of several pieces, <see cref="IoSegment.Most"/> at most, that stay where they are meanwhile.</summary>
    SyscallResult Send(int socket, ReadOnlySpan<IoSegment> segments, SendHints hints);

    /// <summary>recvfrom(2) of one datagram. One that is longer than the buffer is cut, and the rest of it lost.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="buffer">Where the datagram goes.</param>
    /// <param name="address">Where the sender's address goes; empty when it is not wanted.</param>
    /// <param name="length">How long that is.</param>
    /// <param name="isTruncated">Whether the datagram was longer than the buffer.</param>
    SyscallResult ReceiveFrom(int socket, Span<byte> buffer, Span<byte> address, out int length, out bool isTruncated);

    /// <summary>sendto(2) of one datagram; to the connected peer when the address is empty.</summary>
    SyscallResult SendTo(int socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address);

    /// <summary>recvmmsg(2), or one receive each: as many datagrams as there are, from the batch's first place on. Its headers are filled, its count is not.</summary>
    /// <returns>How many; an error only where there is none.</returns>
    SyscallResult ReceiveMany(int socket, DatagramBatch batch);

    /// <summary>sendmmsg(2), or one send each, of a batch's datagrams from one on.</summary>
    /// <returns>How many went; an error only where none did.</returns>
    SyscallResult SendMany(int socket, DatagramBatch batch, int start);

    /// <summary>sendfile(2), or a copy where the system has none for non-blocking sockets.</summary>
    /// <returns>How many bytes went; 0 when the file ends at the offset.</returns>
    SyscallResult SendFile(int socket, SafeFileHandle file, long offset, int count);

    /// <summary>How many bytes were sent and not acknowledged by the peer yet: SIOCOUTQ of Linux, SO_NWRITE of macOS, FIONWRITE of FreeBSD. Fails where the system does not tell.</summary>
    SyscallResult GetUnacknowledged(int socket);

    /// <summary>shutdown(2).</summary>
    SyscallResult Shutdown(int socket, SocketShutdown how);

    /// <summary>getsockopt(2) of a number.</summary>
    SyscallResult GetSetting(int socket, SocketSetting setting);

    /// <summary>setsockopt(2) of a number.</summary>
    SyscallResult SetSetting(int socket, SocketSetting setting, int value);

    /// <summary>SO_LINGER, with seconds.</summary>
    SyscallResult SetLinger(int socket, bool enabled, int seconds);

    /// <summary>SO_LINGER: the seconds, or -1 where it is off, in <paramref name="seconds"/>.</summary>
    SyscallResult GetLinger(int socket, out int seconds);

    /// <summary>getsockname(2).</summary>
    SyscallResult GetLocalAddress(int socket, Span<byte> address, out int length);

    /// <summary>getpeername(2).</summary>
    SyscallResult GetPeerAddress(int socket, Span<byte> address, out int length);

    /// <summary>close(2) or closesocket. Never repeated, whatever it answers: the number is free afterwards.</summary>
    SyscallResult Close(int socket);

    /// <summary>What the system's error number means.</summary>
    SocketError ErrorOf(int error);
}
