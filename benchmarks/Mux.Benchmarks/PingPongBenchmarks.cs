using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using Mux.Benchmarks.Interop;

namespace Mux.Benchmarks;

/// <summary>A message of 64 bytes there and back between two Unix domain sockets, both on one thread.</summary>
public class PingPongBenchmarks
{
    private const int RoundTrips = 2_000;
    private const int MessageLength = 64;

    private readonly byte[] _ping = new byte[MessageLength];
    private readonly byte[] _pong = new byte[MessageLength];
    private RawPingPong _raw = null!;
    private BatchLoop _loop = null!;
    private SafeFileHandle _leftHandle = null!;
    private SafeFileHandle _rightHandle = null!;
    private AsyncHandle _left = null!;
    private AsyncHandle _right = null!;
    private StreamSocket _leftSocket = null!;
    private StreamSocket _rightSocket = null!;
    private Action _playHandles = null!;
    private Action _playSockets = null!;

    /// <summary>Connects three pairs.</summary>
    [GlobalSetup]
    public void Connect()
    {
        _raw = new RawPingPong();
        _loop = new BatchLoop();

        (int left, int right) = RawCalls.OpenSocketPair();
        (_leftHandle, _rightHandle) = (RawCalls.Own(left), RawCalls.Own(right));
        (_left, _right) = (_loop.Loop.Attach(_leftHandle), _loop.Loop.Attach(_rightHandle));

        (left, right) = RawCalls.OpenSocketPair();
        (_leftSocket, _rightSocket) = (Adopt(left), Adopt(right));
        _leftSocket.AttachTo(_loop.Loop);
        _rightSocket.AttachTo(_loop.Loop);

        (_playHandles, _playSockets) = (PlayHandles, PlaySockets);
    }

    /// <summary>write(2), epoll_wait(2) and read(2), each twice.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = RoundTrips)]
    public void Raw()
    {
        for (int i = 0; i < RoundTrips; i++)
        {
            _raw.RoundTrip(_ping);
        }
    }

    /// <summary>The system calls that awaiting makes: also a read(2) before each wait.</summary>
    [Benchmark(OperationsPerInvoke = RoundTrips)]
    public void RawWithAttempts()
    {
        for (int i = 0; i < RoundTrips; i++)
        {
            _raw.RoundTripWithAttempts(_ping);
        }
    }

    /// <summary><see cref="AsyncHandle.ReadAsync"/> and <see cref="AsyncHandle.WriteAsync"/>.</summary>
    [Benchmark(OperationsPerInvoke = RoundTrips)]
    public void Handles() => _loop.Run(_playHandles);

    /// <summary><see cref="StreamSocket.ReceiveAsync"/> and its SendAsync.</summary>
    [Benchmark(OperationsPerInvoke = RoundTrips)]
    public void Sockets() => _loop.Run(_playSockets);

    /// <summary>Closes all.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _left.Dispose();
        _right.Dispose();
        _leftSocket.Dispose();
        _rightSocket.Dispose();
        _loop.Dispose();
        _leftHandle.Dispose();
        _rightHandle.Dispose();
        _raw.Dispose();
    }

    private static StreamSocket Adopt(int socket) => StreamSocket.Adopt(new Socket(new SafeSocketHandle(socket, ownsHandle: true)));

    // What goes wrong comes out at the loop, which tells the benchmark's thread.
    private async void PlayHandles()
    {
        Task answering = AnswerHandles();
        for (int i = 0; i < RoundTrips; i++)
        {
            await _left.WriteAsync(_ping);
            await _left.ReadAsync(_ping);
        }

        await answering;
        _loop.End();
    }

    private async Task AnswerHandles()
    {
        for (int i = 0; i < RoundTrips; i++)
        {
            await _right.ReadAsync(_pong);
            await _right.WriteAsync(_pong);
        }
    }

    private async void PlaySockets()
    {
        Task answering = AnswerSockets();
        for (int i = 0; i < RoundTrips; i++)
        {
            await _leftSocket.SendAsync(_ping);
            await _leftSocket.ReceiveAsync(_ping);
        }

        await answering;
        _loop.End();
    }

    private async Task AnswerSockets()
    {
        for (int i = 0; i < RoundTrips; i++)
        {
            await _rightSocket.ReceiveAsync(_pong);
            await _rightSocket.SendAsync(_pong);
        }
    }
}
