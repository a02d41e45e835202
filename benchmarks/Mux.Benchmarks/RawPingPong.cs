using Microsoft.Win32.SafeHandles;
using Mux.Benchmarks.Interop;
using Mux.Epoll.Interop;
using static Mux.Epoll.Interop.EpollFlags;

namespace Mux.Benchmarks;

/// <summary>Both ends of a connection and one epoll instance, edge-triggered, on one thread.</summary>
internal sealed class RawPingPong : IDisposable
{
    private readonly RawEpoll _epoll = new();
    private readonly EpollEventBuffer _buffer = new(ReadyEvents.DefaultCapacity);
    private readonly SafeFileHandle _leftHandle;
    private readonly SafeFileHandle _rightHandle;
    private readonly int _left;
    private readonly int _right;

    public RawPingPong()
    {
        (_left, _right) = RawCalls.OpenSocketPair();
        (_leftHandle, _rightHandle) = (RawCalls.Own(_left), RawCalls.Own(_right));
        RawCalls.ThrowIfFailed(_epoll.Control(EpollOperation.Add, _left, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET));
        RawCalls.ThrowIfFailed(_epoll.Control(EpollOperation.Add, _right, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET));
        _epoll.Poll(_buffer); // Both are writable from the start.
    }

    /// <summary>There and back, by as few calls as there can be: write, wait, read, each twice.</summary>
    public void RoundTrip(Span<byte> message)
    {
        Pass(_left, _right, message);
        Pass(_right, _left, message);
    }

    /// <summary>There and back, with an attempt to read before each wait, which would block: what awaiting a read does.</summary>
    public void RoundTripWithAttempts(Span<byte> message)
    {
        PassWithAttempt(_left, _right, message);
        PassWithAttempt(_right, _left, message);
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _leftHandle.Dispose();
        _rightHandle.Dispose();
    }

    private void Pass(int from, int to, Span<byte> message)
    {
        RawCalls.Write(from, message);
        AwaitReadable(to);
        RawCalls.Read(to, message);
    }

    private void PassWithAttempt(int from, int to, Span<byte> message)
    {
        RawCalls.Write(from, message);
        RawCalls.Read(from, message); // The sender's own next read, which has to wait for the answer.
        AwaitReadable(to);
        RawCalls.Read(to, message);
    }

    private void AwaitReadable(int descriptor)
    {
        while (true)
        {
            int count = _epoll.Poll(_buffer);
            for (int i = 0; i < count; i++)
            {
                if (_buffer.Data(i) == (ulong)descriptor && (_buffer.Events(i) & EPOLLIN) != 0)
                {
                    return;
                }
            }
        }
    }
}
