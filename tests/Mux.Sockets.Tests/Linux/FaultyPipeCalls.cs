using Mux.Interop;

namespace Mux.Sockets.Tests;

/// <summary>The calls on pipes, each of which first answers what a fact has put in front of it; and moves of fewer bytes than are asked for.</summary>
internal sealed class FaultyPipeCalls : IPipeCalls
{
    private readonly LinuxPipeCalls _system = new();
    private readonly Queue<int> _errors = new(); // Guarded by itself: a fact fills it while the loop empties it.
    private bool _interrupt;

    /// <summary>The most bytes that one call moves, anew for each.</summary>
    public Func<int> MostMoved { get; set; } = static () => int.MaxValue;

    /// <summary>Whether every other splice is interrupted.</summary>
    public bool InterruptsEverySplice { get; set; }

    /// <summary>How many faults are still to come.</summary>
    public int FaultsLeft
    {
        get
        {
            lock (_errors)
            {
                return _errors.Count;
            }
        }
    }

    /// <summary>Has the next calls fail, whichever they are; a 0 lets one through.</summary>
    public void FailNext(params int[] errors)
    {
        lock (_errors)
        {
            Array.ForEach(errors, _errors.Enqueue);
        }
    }

    public SyscallResult Open(out int reader, out int writer)
    {
        (reader, writer) = (-1, -1);
        return Fault() ?? _system.Open(out reader, out writer);
    }

    public SyscallResult SetCapacity(int pipe, int bytes) => Fault() ?? _system.SetCapacity(pipe, bytes);

    public SyscallResult GetCapacity(int pipe) => Fault() ?? _system.GetCapacity(pipe);

    public SyscallResult HasRoom(int writer) => Fault() ?? _system.HasRoom(writer);

    public SyscallResult Splice(int from, int to, int most, SendHints hints)
    {
        _interrupt = InterruptsEverySplice && !_interrupt;
        return _interrupt ? SyscallResult.Failure(FaultySocketCalls.Interrupted) : Fault() ?? _system.Splice(from, to, Math.Min(most, MostMoved()), hints);
    }

    private SyscallResult? Fault()
    {
        lock (_errors)
        {
            return _errors.TryDequeue(out int error) && error != 0 ? SyscallResult.Failure(error) : null;
        }
    }
}
