using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux;

/// <summary>A socket of our own: closed when it is disposed of, or when nobody refers to it any more.</summary>
internal sealed class SafeSocketDescriptor : SafeHandleMinusOneIsInvalid
{
    private readonly ISocketCalls _calls;

    public SafeSocketDescriptor(ISocketCalls calls, int number)
        : base(ownsHandle: true)
    {
        _calls = calls;
        SetHandle(number);
    }

    protected override bool ReleaseHandle()
    {
        _ = _calls.Close((int)handle); // An error of close is about data that was written before, and the number is free whatever it says.
        return true;
    }
}
