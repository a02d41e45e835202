using System.Runtime.InteropServices;

namespace Mux.Conformance;

/// <summary>A handle whose release, as a lingering close(2) would, takes as long as it takes others to use the multiplexer.</summary>
public sealed class CallingBackHandle : SafeHandle
{
    private readonly Action _release;

    /// <param name="number">The number of a descriptor that stays open.</param>
    /// <param name="release">The work of others. It runs on another thread, and the release waits for it.</param>
    public CallingBackHandle(nint number, Action release)
        : base(-1, ownsHandle: true)
    {
        _release = release;
        SetHandle(number);
    }

    /// <summary>Whether the others came to their end meanwhile; null before the release.</summary>
    public bool? WereFree { get; private set; }

    public override bool IsInvalid => false;

    protected override bool ReleaseHandle()
    {
        var others = new Thread(() => _release()) { IsBackground = true };
        others.Start();
        WereFree = others.Join(Bound.Hang);
        return true;
    }
}
