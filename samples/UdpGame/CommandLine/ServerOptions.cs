using System.Net;

namespace UdpGame;

/// <summary>What the command line asks of a server.</summary>
/// <param name="EndPoint">Where to listen; port 0 lets the system pick one.</param>
/// <param name="Rate">How many ticks a second.</param>
/// <param name="MaxPlayers">How many may play at once.</param>
/// <param name="Silence">After what time a player of whom nothing is heard is dropped.</param>
/// <param name="Duration">After what time to end; infinite unless given.</param>
internal sealed record ServerOptions(IPEndPoint EndPoint, int Rate, int MaxPlayers, TimeSpan Silence, TimeSpan Duration);
