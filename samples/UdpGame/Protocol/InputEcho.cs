namespace UdpGame;

/// <summary>What a state says about the latest input of the player that it goes to: with it the player reckons the round trip.</summary>
/// <param name="Sequence">The input's number; 0 before the first one.</param>
/// <param name="Time">When it was sent, by the client's clock.</param>
/// <param name="Held">How many microseconds the server had it before it sent this.</param>
internal readonly record struct InputEcho(uint Sequence, uint Time, uint Held);
