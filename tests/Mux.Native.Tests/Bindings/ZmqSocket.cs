using System.Runtime.InteropServices;
using System.Text;
using static Mux.Native.LibZmq;

namespace Mux.Native;

/// <summary>A socket of ZeroMQ on an event loop, by its ZMQ_FD.</summary>
/// <remarks>All members belong to the thread of the loop. One call at a time: sending and receiving wait for the same descriptor.</remarks>
internal sealed class ZmqSocket : IDisposable
{
    private readonly nint _socket;
    private readonly AsyncHandle _mailbox;
    private bool _disposed;

    public ZmqSocket(EventLoop loop, nint context, int type)
    {
        _socket = zmq_socket(context, type);
        ThrowIf(_socket == 0);
        Set(ZMQ_LINGER, 0);
        _mailbox = loop.AttachBorrowed(Get(ZMQ_FD), Interests.Readable); // Readable, also for sending.
    }

    /// <summary>Sets an option. The limits of the queues are taken when an end point is bound or connected.</summary>
    public void Set(int option, int value) => ThrowIf(zmq_setsockopt(_socket, option, value, sizeof(int)) < 0);

    /// <summary>Listens.</summary>
    /// <returns>The end point, with the port that the system picked.</returns>
    public string Bind(string endPoint)
    {
        ThrowIf(zmq_bind(_socket, endPoint) < 0);
        Span<byte> name = stackalloc byte[256];
        nuint length = (nuint)name.Length;
        ThrowIf(zmq_getsockopt(_socket, ZMQ_LAST_ENDPOINT, name, ref length) < 0);
        return Encoding.UTF8.GetString(name[..((int)length - 1)]); // It ends with a zero.
    }

    /// <summary>Connects, in the background and again whenever the connection is lost.</summary>
    public void Connect(string endPoint) => ThrowIf(zmq_connect(_socket, endPoint) < 0);

    // snippet: zmq
    /// <summary>Sends a message, and waits first while the queue is full.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        while (zmq_send(_socket, message.Span, (nuint)message.Length, ZMQ_DONTWAIT) < 0)
        {
            ThrowIf(Marshal.GetLastPInvokeError() != EAGAIN);
            await WaitAsync(ZMQ_POLLOUT, cancellationToken);
        }
    }

    /// <summary>Receives a message, and waits for it first.</summary>
    /// <returns>The length of the message. What the buffer has no room for is discarded.</returns>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int length;
        while ((length = zmq_recv(_socket, buffer.Span, (nuint)buffer.Length, ZMQ_DONTWAIT)) < 0)
        {
            ThrowIf(Marshal.GetLastPInvokeError() != EAGAIN);
            await WaitAsync(ZMQ_POLLIN, cancellationToken);
        }

        return length;
    }

    // ZMQ_FD says that something has changed, ZMQ_EVENTS what. To read ZMQ_EVENTS takes the change, so it comes before each wait.
    private async ValueTask WaitAsync(int events, CancellationToken cancellationToken)
    {
        while ((Get(ZMQ_EVENTS) & events) == 0)
        {
            await _mailbox.WaitAsync(Interests.Readable, cancellationToken);
        }
    }
    // end snippet

    /// <summary>Closes the socket. A thread of libzmq closes the descriptor, some time later.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _mailbox.Dispose();
            ThrowIf(zmq_close(_socket) < 0);
        }
    }

    private int Get(int option)
    {
        nuint length = sizeof(int);
        ThrowIf(zmq_getsockopt(_socket, option, out int value, ref length) < 0);
        return value;
    }

    private static void ThrowIf(bool failed)
    {
        if (failed)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new ZmqException(error, Marshal.PtrToStringUTF8(zmq_strerror(error))!);
        }
    }
}
