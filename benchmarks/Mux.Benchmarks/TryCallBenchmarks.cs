using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Win32.SafeHandles;
using Mux.Benchmarks.Interop;

namespace Mux.Benchmarks;

/// <summary>Attempts on a Unix domain socket that is not watched: bare, by Mux, and by the class library.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class TryCallBenchmarks
{
    private const int MessageLength = 64;
    private const string WouldBlock = "receive, would block";
    private const string Message = "send and receive 64 bytes";

    private readonly byte[] _bytes = new byte[MessageLength];
    private SafeFileHandle _leftHandle = null!;
    private SafeFileHandle _rightHandle = null!;
    private int _left;
    private int _right;
    private StreamSocket _leftStream = null!;
    private StreamSocket _rightStream = null!;
    private Socket _leftSocket = null!;
    private Socket _rightSocket = null!;

    /// <summary>Connects three pairs.</summary>
    [GlobalSetup]
    public void Connect()
    {
        (_left, _right) = RawCalls.OpenSocketPair();
        (_leftHandle, _rightHandle) = (RawCalls.Own(_left), RawCalls.Own(_right));
        (Socket left, Socket right) = OpenSockets();
        (_leftStream, _rightStream) = (StreamSocket.Adopt(left), StreamSocket.Adopt(right));
        (_leftSocket, _rightSocket) = OpenSockets();
    }

    /// <summary>recv(2) that answers EAGAIN.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory(WouldBlock)]
    public nint RawReceive() => RawCalls.Receive(_left, _bytes);

    /// <summary><see cref="StreamSocket.TryReceive"/>.</summary>
    [Benchmark]
    [BenchmarkCategory(WouldBlock)]
    public bool MuxTryReceive() => _leftStream.TryReceive(_bytes).WouldBlock;

    /// <summary><see cref="Socket.Receive(Span{byte}, SocketFlags, out SocketError)"/>, the form that does not throw.</summary>
    [Benchmark]
    [BenchmarkCategory(WouldBlock)]
    public bool SocketReceive()
    {
        _leftSocket.Receive(_bytes, SocketFlags.None, out SocketError error);
        return error == SocketError.WouldBlock;
    }

    /// <summary>send(2) and recv(2).</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory(Message)]
    public nint RawMessage()
    {
        RawCalls.Send(_left, _bytes);
        return RawCalls.Receive(_right, _bytes);
    }

    /// <summary><see cref="StreamSocket.TrySend(ReadOnlySpan{byte})"/> and <see cref="StreamSocket.TryReceive"/>.</summary>
    [Benchmark]
    [BenchmarkCategory(Message)]
    public int MuxMessage()
    {
        _leftStream.TrySend(_bytes);
        return _rightStream.TryReceive(_bytes).Count;
    }

    /// <summary>Send and Receive of the class library.</summary>
    [Benchmark]
    [BenchmarkCategory(Message)]
    public int SocketMessage()
    {
        _leftSocket.Send(_bytes, SocketFlags.None, out _);
        return _rightSocket.Receive(_bytes, SocketFlags.None, out _);
    }

    /// <summary>Closes all.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _leftHandle.Dispose();
        _rightHandle.Dispose();
        _leftStream.Dispose();
        _rightStream.Dispose();
        _leftSocket.Dispose();
        _rightSocket.Dispose();
    }

    private static (Socket Left, Socket Right) OpenSockets()
    {
        (int left, int right) = RawCalls.OpenSocketPair();
        return (Wrap(left), Wrap(right));
    }

    private static Socket Wrap(int socket) => new(new SafeSocketHandle(socket, ownsHandle: true)) { Blocking = false };
}
