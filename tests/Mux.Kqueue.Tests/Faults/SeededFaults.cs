using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>Everything goes wrong now and then, in an order that the seed determines.</summary>
internal sealed class SeededFaults(int seed) : FaultPlan
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    /// <summary>Whether changes are refused at present. A refused change is the caller's to know of, so the program under test says when.</summary>
    public bool Refuses { get; set; }

    /// <summary>Whether nothing goes wrong for the moment.</summary>
    public bool IsQuiet { get; set; }

    // What the backend takes back, it may always take back: no kernel refuses that.
    public override int Refusal(in KEvent change) =>
        Refuses && (change.Flags & (KFlags.Add | KFlags.Enable)) != 0 && OneIn(4) ? Errno.ENOMEM : 0;

    public override bool IsInterrupted(int changes) => !Refuses && OneIn(8);

    public override int Room(int offered)
    {
        if (IsQuiet)
        {
            return offered;
        }

        lock (_lock)
        {
            return _random.Next(1, offered + 1);
        }
    }

    public override bool IsLate() => OneIn(6);

    private bool OneIn(int times)
    {
        if (IsQuiet)
        {
            return false;
        }

        lock (_lock)
        {
            return _random.Next(times) == 0;
        }
    }
}
