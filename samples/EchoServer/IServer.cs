using System.Net;

namespace EchoServer;

/// <summary>An echo server that listens. It is served by whoever calls <see cref="Run"/>.</summary>
internal interface IServer : IDisposable
{
    /// <summary>Where it listens, with the port that the system picked.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>Serves until <see cref="Stop"/>, then drains. Once.</summary>
    /// <returns>What was done.</returns>
    Totals Run();

    /// <summary>Makes <see cref="Run"/> end. May be called from any thread, and again.</summary>
    void Stop();
}
