using System.Diagnostics.CodeAnalysis;
using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>Offers readiness over an I/O completion port on Windows.</summary>
public sealed class IocpBackend : IEventMultiplexerBackend
{
    internal const string IocpName = "iocp";

    /// <inheritdoc/>
    public string Name => IocpName;

    /// <inheritdoc/>
    public bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = !OperatingSystem.IsWindows() ? "needs Windows" : WhyNoSocketDriver();
        return reason is null;
    }

    /// <inheritdoc/>
    public IEventMultiplexer Create() => OperatingSystem.IsWindows() ? new IocpMultiplexer() : throw Unsupported("needs Windows");

    internal static IIocpKernel KernelOfThisSystem() => OperatingSystem.IsWindows() ? WindowsIocpKernel.Instance : throw Unsupported("needs Windows");

    private static PlatformNotSupportedException Unsupported(string reason) => new($"The iocp backend cannot be used here: it {reason}.");

    private static string? WhyNoSocketDriver()
    {
        WindowsIocpKernel kernel = WindowsIocpKernel.Instance;
        (int status, nint handle) = kernel.OpenAfd();
        if (NtStatus.IsError(status))
        {
            return IocpErrors.WhyNoAfd(status);
        }

        kernel.Close(handle);
        return null;
    }
}
