namespace Mux.Iocp;

/// <summary>What a packet's completion key says of its source.</summary>
internal static class PacketKeys
{
    /// <summary>A wake, or the word to leave that goes round when the multiplexer closes.</summary>
    public const nuint Wake = 0;

    /// <summary>A poll was refused while others wait: one of them is to try it again.</summary>
    public const nuint Retry = 2;

    /// <summary>A poll: the packet's OVERLAPPED is the address of its block.</summary>
    public const nuint Poll = 1;
}
