namespace StaticFiles.Site.Unix.Interop;

/// <summary>struct open_how. See openat2(2).</summary>
internal struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}
