namespace Mux.Kqueue.Tests.Native;

/// <summary>What poll(2) of Linux says of a descriptor.</summary>
internal readonly record struct PollState(short Bits)
{
    private const short POLLIN = 0x1;
    private const short POLLOUT = 0x4;
    private const short POLLERR = 0x8;
    private const short POLLHUP = 0x10;
    private const short POLLRDHUP = 0x2000;

    public bool HasInput => (Bits & POLLIN) != 0;

    public bool HasRoom => (Bits & POLLOUT) != 0;

    public bool HasError => (Bits & POLLERR) != 0;

    /// <summary>Both halves are shut down, or there never was a connection.</summary>
    public bool IsHungUp => (Bits & POLLHUP) != 0;

    /// <summary>No more will arrive.</summary>
    public bool IsReadShut => (Bits & POLLRDHUP) != 0;

    /// <summary>The state now.</summary>
    public static unsafe PollState Of(int descriptor)
    {
        LibC.PollEntry entry = new() { Descriptor = descriptor, Asked = POLLIN | POLLOUT | POLLRDHUP };
        long* atOnce = stackalloc long[2] { 0, 0 };
        return LibC.PPoll(&entry, 1, atOnce, null) > 0 ? new PollState(entry.Reported) : default;
    }

    /// <summary>Waits until a descriptor has input.</summary>
    /// <returns>False when a signal interrupted the wait.</returns>
    public static unsafe bool WaitForInput(int descriptor, TimeSpan? timeout)
    {
        const int NanosecondsPerTick = 100;

        LibC.PollEntry entry = new() { Descriptor = descriptor, Asked = POLLIN };
        (long seconds, long ticks) = Math.DivRem(timeout.GetValueOrDefault().Ticks, TimeSpan.TicksPerSecond);
        long* limit = stackalloc long[2] { seconds, ticks * NanosecondsPerTick };
        return LibC.PPoll(&entry, 1, timeout is null ? null : limit, null) >= 0;
    }
}
