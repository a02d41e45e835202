using Samples;

namespace UdpGame;

/// <summary>What the command line asks of a client.</summary>
/// <param name="To">The server.</param>
/// <param name="Players">How many players to simulate.</param>
/// <param name="DropPercent">Which share of what is received to throw away, as a network would that loses it.</param>
/// <param name="DelayPercent">Which share of the states to hold back until later ones have come.</param>
/// <param name="Seed">What decides about which.</param>
/// <param name="Duration">After what time to end; infinite unless given.</param>
internal sealed record ClientOptions(Target To, int Players, int DropPercent, int DelayPercent, int Seed, TimeSpan Duration);
