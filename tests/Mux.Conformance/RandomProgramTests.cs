using CsCheck;

namespace Mux.Conformance;

/// <summary>Programs of random steps, and after each wait the exact events that a model of the contract predicts.</summary>
public abstract class RandomProgramTests : ConformanceSuite
{
    private const int Handles = 3;

    private enum Deed
    {
        Register,
        Unregister,
        Modify,
        Rearm,
        Send,
        Drain,
        Wait,
        WaitAgain, // Twice as likely as the rest: only waits compare.
    }

    private static readonly Gen<Step> Steps =
        from deed in Gen.Enum<Deed>()
        from handle in Gen.Int[0, Handles - 1]
        from interests in Gen.Int[0, 3]
        from trigger in Gen.Enum<TriggerMode>()
        select new Step(deed, handle, (Interests)interests, trigger);

    /// <summary>Whether an event may tell of what held when the system noticed it, before the wait, and has passed since: an event is a hint.</summary>
    protected virtual bool MayTellOfThePast => false;

    [Fact]
    public virtual void A_random_program_is_told_exactly_what_the_model_predicts()
    {
        Create().Dispose(); // Where there is no such backend, this skips the fact. From within a sample it would be a failure.

        Steps.Array[10, 80].Sample(Run, iter: 300, threads: 1, print: program => string.Join('\n', program));
    }

    private void Run(Step[] program)
    {
        using IEventMultiplexer mux = Create();
        ModelHandle[] handles = [.. Enumerable.Range(0, Handles).Select(_ => new ModelHandle(mux, MayTellOfThePast))];
        try
        {
            foreach (Step step in program)
            {
                ModelHandle handle = handles[step.Handle];
                switch (step.Deed)
                {
                    case Deed.Register:
                        handle.Register(step.Interests, step.Trigger);
                        break;
                    case Deed.Unregister:
                        handle.Unregister();
                        break;
                    case Deed.Modify:
                        handle.Modify(step.Interests, step.Trigger);
                        break;
                    case Deed.Rearm:
                        handle.Rearm();
                        break;
                    case Deed.Send:
                        handle.Send();
                        break;
                    case Deed.Drain:
                        handle.Drain();
                        break;
                    default:
                        Compare(mux, handles);
                        break;
                }
            }

            Compare(mux, handles);
        }
        finally
        {
            Array.ForEach(handles, handle => handle.Dispose());
        }
    }

    private static void Compare(IEventMultiplexer mux, ModelHandle[] handles)
    {
        IReadOnlyList<ReadyEvent> events = mux.Collect(TimeSpan.Zero);

        Assert.Equal(events.Count, events.Select(ready => ready.Registration).Distinct().Count());
        Assert.All(events, ready => Assert.Contains(handles, handle => handle.Owns(ready.Registration)));
        foreach (ModelHandle handle in handles)
        {
            handle.Take(events.Where(ready => handle.Owns(ready.Registration)).Aggregate(Readiness.None, (all, ready) => all | ready.Readiness));
        }
    }

    private readonly record struct Step(Deed Deed, int Handle, Interests Interests, TriggerMode Trigger);
}
