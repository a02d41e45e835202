using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>Faults that a fact orders, each used up by happening.</summary>
internal sealed class ScriptedFaults : FaultPlan
{
    private readonly Lock _lock = new();
    private int _refusals;
    private int _interruptions;
    private int _delays;
    private short _refusedFilter;

    /// <summary>The next changes for a filter are refused with ENOMEM.</summary>
    public void Refuse(short filter, int times = 1) => (_refusedFilter, _refusals) = (filter, times);

    /// <summary>The next calls are interrupted.</summary>
    public void Interrupt(int times = 1) => _interruptions = times;

    /// <summary>The next calls that find events tell them one call late.</summary>
    public void Delay(int times = 1) => _delays = times;

    public override int Refusal(in KEvent change) => change.Filter == _refusedFilter && Use(ref _refusals) ? Errno.ENOMEM : 0;

    public override bool IsInterrupted(int changes) => Use(ref _interruptions);

    public override bool IsLate() => Use(ref _delays);

    private bool Use(ref int left)
    {
        lock (_lock)
        {
            return left > 0 && left-- > 0;
        }
    }
}
