using System.Net;
using Samples;

namespace TcpProxy;

/// <summary>What the command line asks for.</summary>
/// <param name="Listen">Where to listen; port 0 lets the system pick one.</param>
/// <param name="To">Where connections are forwarded: an address or a name, and a port.</param>
/// <param name="MaxConnections">How many may be open at once.</param>
/// <param name="IdleLimit">How long nothing may move on one.</param>
internal sealed record ProxyOptions(IPEndPoint Listen, Target To, int MaxConnections, TimeSpan IdleLimit);
