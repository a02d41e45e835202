using System.Runtime.InteropServices;

namespace Mux;

/// <summary>The number of a descriptor or socket that somebody else owns, such as a native library. Disposing of this closes nothing.</summary>
internal sealed class BorrowedHandle : SafeHandle
{
    private static readonly nint Invalid = -1;

    public BorrowedHandle(nint number)
        : base(Invalid, ownsHandle: false) => SetHandle(number);

    public override bool IsInvalid => handle == Invalid;

    protected override bool ReleaseHandle() => true;
}
