using System.Net;
using Mux;
using Mux.Buffers;

namespace EchoServer.Tests;

/// <summary>The server in this process, on one loop of its own.</summary>
internal sealed class InsideLoopServer : IDisposable
{
    private readonly EventLoopGroup _loops = EventLoopGroup.Start(loops: 1);
    private readonly LoopServer _server;
    private readonly Thread _main;

    public InsideLoopServer()
    {
        var options = new ServerOptions(ServerMode.Loop, new IPEndPoint(IPAddress.Loopback, 0), TriggerMode.Edge, Threads: 1, Backend: null, MaxConnections: 10);
        _server = new LoopServer(options, _loops, Buffers, Errors);
        _main = new Thread(() => _server.Run());
        _main.Start();
    }

    public CountingPool Buffers { get; } = new();

    public StringWriter Errors { get; } = new();

    public Client Connect() => new(_server.EndPoint);

    /// <summary>What the loop's thread has allocated, once it has finished with all that it was told of before.</summary>
    public long AllocatedByLoop()
    {
        using var answer = new Answer();
        _loops[0].Post(static answer => answer.Give(), answer);
        return answer.Take();
    }

    /// <summary>Waits until the loop has finished with all that it was told of before.</summary>
    public void Settle() => AllocatedByLoop();

    public void Dispose()
    {
        _server.Stop();
        _main.Join();
        _server.Dispose();
        _loops.Dispose();
    }

    // All that the question costs is made on the asking thread.
    private sealed class Answer : IDisposable
    {
        private readonly ManualResetEventSlim _given = new();
        private long _allocated;

        public void Give()
        {
            _allocated = GC.GetAllocatedBytesForCurrentThread();
            _given.Set();
        }

        public long Take()
        {
            Assert.True(_given.Wait(ServerProcess.Bound));
            return _allocated;
        }

        public void Dispose() => _given.Dispose();
    }
}
