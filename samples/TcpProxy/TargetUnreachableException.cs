namespace TcpProxy;

/// <summary>No address of the target can be connected to.</summary>
/// <param name="reason">Why.</param>
internal sealed class TargetUnreachableException(string reason) : Exception(reason);
