namespace Mux.Kqueue.Interop;

/// <summary>Actions and flags of a change, and flags of an event. The values are those of macOS and FreeBSD.</summary>
[Flags]
internal enum KFlags : ushort
{
    None = 0,
    Add = 0x0001,
    Delete = 0x0002,
    Enable = 0x0004,
    Disable = 0x0008,

    /// <summary>EV_ONESHOT: in an event, the kernel has deleted the filter with this report.</summary>
    OneShot = 0x0010,

    /// <summary>EV_CLEAR: reported once for each change of state.</summary>
    Clear = 0x0020,

    /// <summary>EV_RECEIPT: the outcome of the change comes back as an event with EV_ERROR, whether it failed or not.</summary>
    Receipt = 0x0040,

    /// <summary>EV_DISPATCH: disabled by the kernel after one report.</summary>
    Dispatch = 0x0080,

    Error = 0x4000,
    EndOfFile = 0x8000,
}

/// <summary>What is watched for. The filter of user events is numbered differently from system to system: see <see cref="KqueueAbi"/>.</summary>
internal static class KFilter
{
    public const short Read = -1;
    public const short Write = -2;
    public const short Process = -5;
}
