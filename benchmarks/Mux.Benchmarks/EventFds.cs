using Microsoft.Win32.SafeHandles;
using Mux.Benchmarks.Interop;

namespace Mux.Benchmarks;

/// <summary>Eventfds, the first few of which are readable and stay so.</summary>
internal sealed class EventFds : IDisposable
{
    public EventFds(int count, int readable) =>
        Handles = [.. Enumerable.Range(0, count).Select(index => RawCalls.OpenEventFd(index < readable ? 1u : 0u))];

    public IReadOnlyList<SafeFileHandle> Handles { get; }

    public IEnumerable<int> Numbers => Handles.Select(handle => (int)handle.DangerousGetHandle());

    public void Dispose()
    {
        foreach (SafeFileHandle handle in Handles)
        {
            handle.Dispose();
        }
    }
}
