namespace Mux.Iocp;

/// <summary>Where the one poll of a registration stands.</summary>
internal enum PollState
{
    /// <summary>The kernel has nothing of ours. The block may be written and freed.</summary>
    Idle,

    /// <summary>The kernel has the block, and will answer when something happens.</summary>
    Pending,

    /// <summary>The kernel has the block still, and will answer soon: the poll was cancelled.</summary>
    Cancelling,
}
