using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>What acceptors log, in the category <c>Mux.ConnectionAcceptor</c>. The ids are stable.</summary>
internal static partial class AcceptorLog
{
    public const string Category = "Mux.ConnectionAcceptor";

    [LoggerMessage(1, LogLevel.Warning, "Cannot accept with {Count} connections open, will try again: {Reason}")]
    public static partial void AcceptFailed(this ILogger log, int count, string reason);

    [LoggerMessage(2, LogLevel.Information, "Accepting connections again, after {Refused} were refused.")]
    public static partial void AcceptRecovered(this ILogger log, long refused);

    [LoggerMessage(3, LogLevel.Warning, "{Report}")]
    public static partial void LimitTooLow(this ILogger log, string report);

    /// <summary>What the system said, in its words.</summary>
    public static string InWords(SocketResult failure) => failure.ToException().Message;
}
