using System.Runtime.InteropServices;

namespace Mux.Kqueue.Interop;

/// <summary>A kqueue. See kqueue(2).</summary>
internal sealed class KqueueDescriptor : SafeHandle
{
    private readonly IKqueueSystem _system;

    /// <exception cref="MultiplexerException">The system refused.</exception>
    public KqueueDescriptor(IKqueueSystem system)
        : base(invalidHandleValue: -1, ownsHandle: true)
    {
        _system = system;
        SyscallResult created = system.Create();
        if (!created.Succeeded)
        {
            throw KqueueErrors.OnCreate(created.Errno);
        }

        SetHandle(created.Value);
    }

    public override bool IsInvalid => handle == -1;

    /// <summary>The descriptor number. Every caller is inside the multiplexer's gate, so it cannot be closed meanwhile.</summary>
    public int Number => (int)handle;

    protected override bool ReleaseHandle()
    {
        _system.Close(Number);
        return true;
    }
}
