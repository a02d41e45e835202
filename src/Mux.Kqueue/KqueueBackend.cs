using System.Diagnostics.CodeAnalysis;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>Offers kqueue on macOS and FreeBSD.</summary>
public sealed class KqueueBackend : IEventMultiplexerBackend
{
    internal const string KqueueName = "kqueue";

    /// <inheritdoc/>
    public string Name => KqueueName;

    /// <inheritdoc/>
    public bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = WhyNot();
        return reason is null;
    }

    /// <inheritdoc/>
    public IEventMultiplexer Create() => new KqueueMultiplexer(SystemHere());

    /// <exception cref="PlatformNotSupportedException">There is none.</exception>
    internal static IKqueueSystem SystemHere() => WhyNot() is { } reason
        ? throw new PlatformNotSupportedException($"The kqueue backend cannot be used here: it {reason}.")
        : OperatingSystem.IsMacOS() ? new DarwinKqueue() : new FreeBsdKqueue();

    private static string? WhyNot()
    {
        if (!OperatingSystem.IsMacOS() && !OperatingSystem.IsFreeBSD())
        {
            return "needs macOS or FreeBSD";
        }

        return Environment.Is64BitProcess ? null : "needs a process of 64 bits";
    }
}
