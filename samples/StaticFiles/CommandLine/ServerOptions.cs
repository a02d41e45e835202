using System.Net;

namespace StaticFiles;

/// <summary>What the command line asks for.</summary>
/// <param name="Root">The folder whose files are served.</param>
/// <param name="EndPoint">Where to listen; port 0 lets the system pick one.</param>
/// <param name="Threads">How many loops, each with its thread.</param>
/// <param name="MaxConnections">How many connections may be open at once.</param>
/// <param name="MaxPerAddress">How many of them of one address; null for any number.</param>
/// <param name="RatePerAddress">How many connections of one address are accepted a second; null for any rate.</param>
/// <param name="Deadlines">How long peers may take.</param>
internal sealed record ServerOptions(string Root, IPEndPoint EndPoint, int Threads, int MaxConnections, int? MaxPerAddress, int? RatePerAddress, Deadlines Deadlines);
