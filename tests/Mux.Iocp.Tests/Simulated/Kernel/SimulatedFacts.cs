namespace Mux.Iocp.Tests.Simulated;

/// <summary>Facts over the simulated kernel. Each class has two heirs: one for a kernel that writes a poll's answer at once, as Wine does, and one for a kernel that writes it when the packet is dequeued, as Windows does.</summary>
public abstract class SimulatedFacts
{
    protected SimulatedFacts(bool writesLate)
    {
        WritesLate = writesLate;
        SimulatedKernel.WritesLateHere.Value = writesLate;
    }

    protected bool WritesLate { get; }
}
