namespace Mux.Sockets.Tests;

/// <summary>Parts of a relay, by themselves.</summary>
internal static class RelayParts
{
    /// <summary>One direction between two sockets, of a relay that has not begun.</summary>
    public static RelayDirection Direction(StreamSocket from, StreamSocket to, RelayCarriers carriers)
    {
        var direction = new RelayDirection(carriers);
        var back = new RelayDirection(carriers);
        direction.Connect(new RelaySide(null!, from) { Incoming = direction, Outgoing = back }, new RelaySide(null!, to) { Incoming = back, Outgoing = direction });
        return direction;
    }
}
