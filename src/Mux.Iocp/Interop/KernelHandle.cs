using Microsoft.Win32.SafeHandles;

namespace Mux.Iocp.Interop;

/// <summary>A port or a helper handle that a multiplexer owns.</summary>
internal sealed class KernelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly IIocpKernel _kernel;

    public KernelHandle(IIocpKernel kernel, nint handle)
        : base(ownsHandle: true)
    {
        _kernel = kernel;
        SetHandle(handle);
    }

    /// <summary>The handle itself. Every caller is inside the multiplexer's gate, or the one who closes it.</summary>
    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        _kernel.Close(handle);
        return true;
    }
}
