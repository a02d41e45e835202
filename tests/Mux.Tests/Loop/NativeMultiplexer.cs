namespace Mux.Tests;

/// <summary>The multiplexer that the suites of the loop get: this system's own.</summary>
internal static class NativeMultiplexer
{
    public static IEventMultiplexer Create()
    {
        ThisSystem.SkipUnlessItHasABackend();
        return EventMultiplexer.Create();
    }
}
