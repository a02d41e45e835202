using System.Net;
using Mux;

namespace EchoServer;

/// <summary>What the command line asks for.</summary>
/// <param name="Mode">What serves the connections.</param>
/// <param name="EndPoint">Where to listen; port 0 lets the system pick one.</param>
/// <param name="Trigger">When connections are reported; of the bare interface.</param>
/// <param name="Threads">How many threads serve: loops, or threads that wait on the one multiplexer, and these only with one-shot more than one.</param>
/// <param name="Backend">The multiplexer's name, or null for the first that this system supports.</param>
/// <param name="MaxConnections">How many connections may be open at once; null for any number.</param>
internal sealed record ServerOptions(ServerMode Mode, IPEndPoint EndPoint, TriggerMode Trigger, int Threads, string? Backend, int? MaxConnections);
