using CsCheck;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>
/// Arrivals, the steps of the loop, attempts, reads behind the handle's back, waits, operations, cancellations, results that are taken late, and the end, in any order and on either thread: nobody sleeps while data is
/// there, nobody is told twice, and nobody suffers from somebody else's cancellation. A failure prints the seed of its program.
/// </summary>
public sealed class NoReadinessIsLostTests
{
    private const int Programs = 100_000;

    private enum Kind
    {
        Arrive,
        Collect,
        EndWait,
        DrainByAttempt,
        AttemptOne,
        DrainBehindItsBack,
        ReadOneBehindItsBack,
        Wait,
        WaitAndTakeLate,
        Perform,
        PerformAndTakeLate,
        TakeResults,
        Cancel,
        Dispose,
        StopLoop,
    }

    private static readonly Gen<Kind> AnyKind = Gen.Frequency(
        (8, Gen.Const(Kind.Arrive)),
        (6, Gen.Const(Kind.Collect)),
        (8, Gen.Const(Kind.EndWait)),
        (4, Gen.Const(Kind.DrainByAttempt)),
        (3, Gen.Const(Kind.AttemptOne)),
        (2, Gen.Const(Kind.DrainBehindItsBack)),
        (3, Gen.Const(Kind.ReadOneBehindItsBack)),
        (6, Gen.Const(Kind.Wait)),
        (4, Gen.Const(Kind.WaitAndTakeLate)),
        (4, Gen.Const(Kind.Perform)),
        (4, Gen.Const(Kind.PerformAndTakeLate)),
        (4, Gen.Const(Kind.TakeResults)),
        (4, Gen.Const(Kind.Cancel)),
        (1, Gen.Const(Kind.Dispose)),
        (1, Gen.Const(Kind.StopLoop)));

    private static readonly Gen<(Kind Kind, bool Elsewhere)> AnyStep = Gen.Select(AnyKind, Gen.Bool);

    [Fact]
    public void Whatever_the_order_nobody_sleeps_while_data_is_there() =>
        Gen.Select(AnyStep.Array[0, 40], Gen.Bool).Sample((steps, kernelEdge) => Run(steps, kernelEdge), iter: Wine.TenthOf(Programs), threads: 1);

    private static void Run((Kind Kind, bool Elsewhere)[] steps, bool kernelEdge)
    {
        int next = 0;
        ModelReader? reader = null;
        SteppedMultiplexer? stream = null;
        EventLoop? loop = null;
        using var elsewhere = new Lazily<OtherThread>(static () => new OtherThread());
        using var handle = new SafeFileHandle();
        Exception? failure = null;

        bool NextStep()
        {
            try
            {
                return Perform();
            }
            catch (Exception found)
            {
                failure ??= found;
                loop!.Stop();
                return false;
            }
        }

        bool Perform()
        {
            int index = next++;
            if (index >= steps.Length)
            {
                // After the program: whoever still waits is cancelled, and then the loop ends.
                (index == steps.Length ? reader!.Cancel : (Action)loop!.Stop)();
                return false;
            }

            (Kind kind, bool isElsewhere) = steps[index];

            // Off the loop an await resumes on the thread pool, whenever that finds time: those begin on the loop, the rest happens anywhere.
            if (isElsewhere && kind is not (Kind.Wait or Kind.Perform or Kind.EndWait))
            {
                elsewhere.Value.Run(() => Do(kind, reader!, stream!, loop!));
            }
            else
            {
                Do(kind, reader!, stream!, loop!);
            }

            Assert.Null(reader!.Failure);
            Assert.True(!reader.IsWaiting || stream!.Available == 0 || stream.HasNews, "Data is there, a reader sleeps, and no event will come.");
            return kind is not (Kind.EndWait or Kind.StopLoop);
        }

        stream = new SteppedMultiplexer(NextStep, kernelEdge);
        loop = new EventLoop(stream);
        loop.UnhandledException += (_, details) => failure ??= details.Exception;
        reader = new ModelReader(loop.Attach(handle, Interests.Readable), stream);
        loop.Run();

        reader.Dispose();
        reader.TakeResults();
        Assert.Null(failure ?? reader.Failure);
        Assert.False(reader.HasPending, "A wait was left behind.");
        Assert.Equal(stream.Arrived, reader.Taken + stream.Available);
    }

    private static void Do(Kind kind, ModelReader reader, SteppedMultiplexer stream, EventLoop loop)
    {
        switch (kind)
        {
            case Kind.Arrive:
                stream.Arrive();
                break;
            case Kind.Collect:
                stream.Collect();
                break;
            case Kind.DrainByAttempt or Kind.AttemptOne:
                reader.Attempt(all: kind == Kind.DrainByAttempt);
                break;
            case Kind.DrainBehindItsBack or Kind.ReadOneBehindItsBack:
                reader.ReadBehindItsBack(all: kind == Kind.DrainBehindItsBack);
                break;
            case Kind.Wait or Kind.WaitAndTakeLate:
                reader.Begin(performs: false, isLate: kind == Kind.WaitAndTakeLate);
                break;
            case Kind.Perform or Kind.PerformAndTakeLate:
                reader.Begin(performs: true, isLate: kind == Kind.PerformAndTakeLate);
                break;
            case Kind.TakeResults:
                reader.TakeResults();
                break;
            case Kind.Cancel:
                reader.Cancel();
                break;
            case Kind.Dispose:
                reader.Dispose();
                break;
            case Kind.StopLoop:
                loop.Stop();
                reader.Dispose();
                break;
            default:
                break;
        }
    }

    /// <summary>Made when it is first asked for: most programs stay on the loop's thread.</summary>
    private sealed class Lazily<T>(Func<T> make) : IDisposable
        where T : class, IDisposable
    {
        private T? _value;

        public T Value => _value ??= make();

        public void Dispose() => _value?.Dispose();
    }
}
