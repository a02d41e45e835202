namespace TcpProxy;

/// <summary>What a proxy has done in its life.</summary>
/// <param name="Connections">How many it accepted.</param>
/// <param name="BytesToTarget">How many bytes it forwarded.</param>
/// <param name="BytesFromTarget">How many bytes it brought back.</param>
/// <param name="CutOff">How many of the connections were still open at the end.</param>
internal readonly record struct ProxyTotals(long Connections, long BytesToTarget, long BytesFromTarget, int CutOff)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"connections served: {Connections}, bytes to the target: {BytesToTarget}, bytes back: {BytesFromTarget}, cut off at the end: {CutOff}";
}
