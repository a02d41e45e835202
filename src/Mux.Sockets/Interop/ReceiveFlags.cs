namespace Mux.Interop;

/// <summary>How to receive.</summary>
[Flags]
internal enum ReceiveFlags
{
    None = 0,

    /// <summary>Leave the bytes where they are (MSG_PEEK).</summary>
    Peek = 1,
}
