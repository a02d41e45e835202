using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>One helper handle of the socket driver, and how many registrations poll through it.</summary>
internal sealed class AfdGroup(KernelHandle handle) : IDisposable
{
    /// <summary>
    /// How many registrations share a handle. The driver searches a handle's pending polls one by one to cancel one, so many on one handle make changes slow; a handle
    /// for each would be a waste. Thirty-two is what the well-tried libraries use.
    /// </summary>
    public const int Capacity = 32;

    /// <summary>The helper handle.</summary>
    public nint Handle => handle.Value;

    /// <summary>How many registrations poll through it.</summary>
    public int Members { get; set; }

    public void Dispose() => handle.Dispose();
}
