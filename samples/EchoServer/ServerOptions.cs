using System.Net;
using Mux;

namespace EchoServer;

/// <summary>What the command line asks for.</summary>
/// <param name="EndPoint">Where to listen; port 0 lets the system pick one.</param>
/// <param name="Trigger">When connections are reported.</param>
/// <param name="Threads">How many threads wait on the one multiplexer; above 1 only with one-shot.</param>
/// <param name="Backend">The multiplexer's name, or null for the first that this system supports.</param>
/// <param name="MaxConnections">How many connections may be open at once.</param>
internal sealed record ServerOptions(IPEndPoint EndPoint, TriggerMode Trigger, int Threads, string? Backend, int MaxConnections);
