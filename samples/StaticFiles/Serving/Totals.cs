namespace StaticFiles.Serving;

/// <summary>What a server has done in its life.</summary>
/// <param name="Connections">How many it accepted.</param>
/// <param name="Answers">How many requests it answered, refusals among them.</param>
/// <param name="Bytes">How many bytes it sent.</param>
/// <param name="ClosedAtEnd">How many of the connections had to be cut off at the end.</param>
internal readonly record struct Totals(long Connections, long Answers, long Bytes, int ClosedAtEnd)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"connections served: {Connections}, requests answered: {Answers}, bytes sent: {Bytes}, closed at the end: {ClosedAtEnd}";
}
