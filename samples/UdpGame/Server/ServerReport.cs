namespace UdpGame;

/// <summary>What a server says each second, while there is something to say. The loop's thread only.</summary>
/// <param name="server">The server.</param>
internal sealed class ServerReport(GameServer server)
{
    private ServerCounts _before;

    /// <summary>What was done since the last report.</summary>
    /// <returns>One line for people; null when nobody played, and nothing came.</returns>
    public string? Next()
    {
        ServerCounts now = server.Counts;
        ServerCounts before = _before;
        _before = now;
        return server.PlayerCount == 0 && now == before with { Ticks = now.Ticks, MissedTicks = now.MissedTicks }
            ? null
            : $"tick {server.Tick}: {server.PlayerCount} players, ticks {now.Ticks - before.Ticks}, missed {now.MissedTicks - before.MissedTicks}, sent {now.Sent - before.Sent}, not sent {now.Unsent - before.Unsent}, " +
              $"inputs {now.Inputs - before.Inputs}, ignored {now.Ignored - before.Ignored}";
    }
}
