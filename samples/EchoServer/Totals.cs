namespace EchoServer;

/// <summary>What a server has done in its life.</summary>
/// <param name="Connections">How many it accepted.</param>
/// <param name="Bytes">How many bytes it sent back.</param>
/// <param name="ClosedAtEnd">How many of the connections were still open at the end.</param>
internal readonly record struct Totals(long Connections, long Bytes, int ClosedAtEnd)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"connections served: {Connections}, bytes echoed: {Bytes}, closed at the end: {ClosedAtEnd}";
}
