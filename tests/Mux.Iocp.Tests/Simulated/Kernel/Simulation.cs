namespace Mux.Iocp.Tests.Simulated;

/// <summary>A multiplexer on a simulated kernel. At its end, every block has come back and every handle is closed.</summary>
internal sealed class Simulation : IDisposable
{
    /// <summary>Where a fact has the kernel keep a block for good, disposal gives up this soon.</summary>
    public static readonly TimeSpan ShortDrain = TimeSpan.FromMilliseconds(50);

    public Simulation() => Mux = new IocpMultiplexer(Kernel);

    public SimulatedKernel Kernel { get; } = new();

    public SimulatedDriver Driver => Kernel.Driver;

    public SimulatedPort Port => Kernel.Port;

    public IocpMultiplexer Mux { get; }

    /// <summary>How many polls were submitted, successfully or not.</summary>
    public int Polls => Kernel.Script.Count(nameof(Kernel.Poll));

    /// <summary>How many polls were cancelled.</summary>
    public int Cancels => Kernel.Script.Count(nameof(Kernel.Cancel));

    /// <summary>A registration whose poll is with the kernel, pending.</summary>
    public (SimulatedSocket Socket, EventRegistration Registration) Watch(Interests interests, TriggerMode trigger = TriggerMode.Level)
    {
        SimulatedSocket socket = Driver.Open();
        EventRegistration registration = Mux.Register(socket.Handle, interests, trigger);
        Assert.Empty(Collect());
        return (socket, registration);
    }

    /// <summary>What a wait reports that waits for nothing.</summary>
    public IReadOnlyList<ReadyEvent> Collect() => Mux.Collect(TimeSpan.Zero);

    /// <summary>Expects a wait to report exactly this.</summary>
    public void AssertReports(EventRegistration registration, Readiness readiness) =>
        Assert.Equal(new ReadyEvent(registration, readiness), Assert.Single(Collect()));

    /// <summary>Returns once this many polls were submitted.</summary>
    public void AwaitPolls(int polls) => Assert.True(SpinWait.SpinUntil(() => Polls >= polls, Bound.Hang), $"Only {Polls} polls were submitted.");

    public void Dispose()
    {
        Driver.CancelsLate = false;
        Driver.FinishCancelled();
        Port.LetAllGo();
        Mux.Dispose();
        Assert.Equal((0, 0, 0), (Mux.Blocks, Driver.Outstanding.Count, Kernel.OpenHandles));
    }
}
