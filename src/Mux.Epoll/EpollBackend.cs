using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mux.Epoll.Interop;

namespace Mux.Epoll;

/// <summary>Offers epoll on Linux.</summary>
public sealed class EpollBackend : IEventMultiplexerBackend
{
    internal const string EpollName = "epoll";

    /// <inheritdoc/>
    public string Name => EpollName;

    /// <inheritdoc/>
    public bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = !OperatingSystem.IsLinux() ? "needs Linux" : WhyNoSystemCalls();
        return reason is null;
    }

    /// <inheritdoc/>
    public IEventMultiplexer Create() => OperatingSystem.IsLinux() ? new EpollMultiplexer() : throw Unsupported("needs Linux");

    internal static IEpollKernel KernelOfThisSystem() => new EpollBackend().IsSupported(out string? reason) ? Kernel() : throw Unsupported(reason);

    private static PlatformNotSupportedException Unsupported(string reason) => new($"The epoll backend cannot be used here: it {reason}.");

    // Tmds.LibC comes in builds for x64, arm64 and arm. Elsewhere its DLL is not beside the program, which shows when the first method that uses it is compiled.
    private static string? WhyNoSystemCalls()
    {
        try
        {
            Kernel().IsPipe(-1); // Any call that needs the library will do; this one answers EBADF.
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DllNotFoundException or EntryPointNotFoundException)
        {
            return RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64 or Architecture.Arm
                ? $"needs Tmds.LibC.dll beside the program, where it is missing or of another processor: publish the program again, with all its files ({e.Message})"
                : $"needs Tmds.LibC, which has no build for {RuntimeInformation.RuntimeIdentifier} ({e.Message})";
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LinuxEpollKernel Kernel() => LinuxEpollKernel.Instance;
}
