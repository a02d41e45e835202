using System.Net.Sockets;

namespace Mux;

/// <summary>What a relay has done.</summary>
/// <param name="LeftToRight">How many bytes the left peer sent and the right socket took.</param>
/// <param name="RightToLeft">How many bytes went the other way.</param>
/// <param name="End">How it ended.</param>
/// <param name="Error">Why it failed; <see cref="SocketError.Success"/> unless <paramref name="End"/> is <see cref="RelayEnd.Failed"/>.</param>
public readonly record struct RelayTotals(long LeftToRight, long RightToLeft, RelayEnd End, SocketError Error);
