using Mux.Compare.Servers;

/// <summary>What the runtime calls first in a program that is started with this assembly as its DOTNET_STARTUP_HOOKS: so that a server which knows nothing of being measured answers as our own do.</summary>
internal static class StartupHook
{
    /// <summary>The name and the signature are the runtime's.</summary>
    public static void Initialize() => ControlLines.Begin();
}
