namespace Mux;

/// <summary>What a sender tells the system about what comes next.</summary>
[Flags]
public enum SendHints
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>More follows at once: a packet that is not full may wait for it. <c>MSG_MORE</c> of Linux; without effect elsewhere.</summary>
    /// <seealso href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</seealso>
    MoreFollows = 1,
}
