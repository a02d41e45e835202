using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>Ends waits from other threads, by a packet of its own.</summary>
internal sealed class IocpWaker(IIocpKernel kernel, KernelHandle port)
{
    private readonly WakeFlag _flag = new();

    /// <summary>Wakes a waiter, unless a wake is pending already.</summary>
    /// <exception cref="MultiplexerException">The system refused the packet: out of memory.</exception>
    public void Wake()
    {
        if (!_flag.TryRaise())
        {
            return;
        }

        Win32Result posted = kernel.Post(port.Value, PacketKeys.Wake);
        if (!posted.Succeeded)
        {
            _flag.TryLower(); // The next wake tries again.
            throw new MultiplexerException("PostQueuedCompletionStatus", posted.Error);
        }
    }

    /// <summary>Takes notice of a packet with the key of wakes.</summary>
    /// <returns>True when somebody asked for a wake; false when the packet went round to make waiters leave.</returns>
    public bool Acknowledge() => _flag.TryLower();

    /// <summary>Makes one waiter return from the kernel, without asking for a wake.</summary>
    /// <returns>Whether the system took the packet.</returns>
    public bool TrySignal() => kernel.Post(port.Value, PacketKeys.Wake).Succeeded;
}
