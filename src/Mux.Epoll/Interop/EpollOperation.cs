namespace Mux.Epoll.Interop;

/// <summary>What epoll_ctl(2) is asked to do; the values are the kernel's.</summary>
internal enum EpollOperation
{
    /// <summary>EPOLL_CTL_ADD.</summary>
    Add = 1,

    /// <summary>EPOLL_CTL_DEL.</summary>
    Delete = 2,

    /// <summary>EPOLL_CTL_MOD.</summary>
    Modify = 3,
}
