using CsCheck;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>
/// Arrivals, the steps of the loop, attempts, waits, cancellations and the end, in any order and on either thread: whoever waits while data is there is told of it.
/// </summary>
public sealed class NoReadinessIsLostTests
{
    private const int Programs = 20_000;

    private enum Kind
    {
        Arrive,
        Collect,
        EndWait,
        Mark,
        Try,
        Wait,
        WaitFromMark,
        Cancel,
        Dispose,
    }

    private static readonly Gen<Kind> AnyKind = Gen.Frequency(
        (6, Gen.Const(Kind.Arrive)),
        (6, Gen.Const(Kind.Collect)),
        (8, Gen.Const(Kind.EndWait)),
        (4, Gen.Const(Kind.Mark)),
        (8, Gen.Const(Kind.Try)),
        (4, Gen.Const(Kind.Wait)),
        (4, Gen.Const(Kind.WaitFromMark)),
        (3, Gen.Const(Kind.Cancel)),
        (1, Gen.Const(Kind.Dispose)));

    // Off the loop an await resumes on the thread pool, whenever that finds time: the waits begin on the loop, the rest happens anywhere.
    private static readonly Gen<(Kind Kind, bool Elsewhere)> AnyStep = Gen.Select(AnyKind, Gen.Bool);

    [Fact]
    public void Whatever_the_order_no_readiness_is_lost_and_none_is_reported_twice() =>
        Gen.Select(AnyStep.Array[0, 40], Gen.Bool, Gen.Bool).Sample(
            (steps, kernelEdge, isEager) => Run(steps, kernelEdge, isEager), iter: Wine.TenthOf(Programs), threads: 1);

    private static void Run((Kind Kind, bool Elsewhere)[] steps, bool kernelEdge, bool isEager)
    {
        int next = 0;
        ModelReader? reader = null;
        SteppedMultiplexer? stream = null;
        EventLoop? loop = null;
        using var elsewhere = new OtherThread();
        using var handle = new SafeFileHandle();
        Exception? failure = null;

        bool NextStep()
        {
            try
            {
                if (next > steps.Length + 1)
                {
                    loop!.Stop();
                    return false;
                }

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
            // After the program: one look at everything, then the end of the wait that is left.
            (Kind kind, bool isElsewhere) = next < steps.Length ? steps[next] : (next == steps.Length ? Kind.Collect : Kind.Cancel, false);
            next++;
            if (next > steps.Length)
            {
                reader!.IsEager = kind == Kind.Collect && isEager;
                Do(kind, reader!, stream!);
                return false;
            }

            if (isElsewhere && kind is not (Kind.Wait or Kind.WaitFromMark or Kind.EndWait))
            {
                elsewhere.Run(() => Do(kind, reader!, stream!));
            }
            else
            {
                Do(kind, reader!, stream!);
            }

            AssertNothingIsLost(reader!, stream!);
            return kind != Kind.EndWait;
        }

        stream = new SteppedMultiplexer(NextStep, kernelEdge);
        loop = new EventLoop(stream);
        loop.UnhandledException += (_, details) => failure ??= details.Exception;
        reader = new ModelReader(loop.Attach(handle, Interests.Readable), stream) { IsEager = isEager };
        loop.Run();

        Assert.Null(failure ?? reader.Failure);
        Assert.False(reader.IsWaiting, "A wait was left behind.");
        reader.Dispose();
    }

    private static void Do(Kind kind, ModelReader reader, SteppedMultiplexer stream)
    {
        switch (kind)
        {
            case Kind.Arrive:
                stream.Arrive();
                break;
            case Kind.Collect:
                stream.Collect();
                break;
            case Kind.Mark:
                reader.Mark();
                break;
            case Kind.Try:
                reader.Try();
                break;
            case Kind.Wait:
                reader.Wait(fromMark: false);
                break;
            case Kind.WaitFromMark:
                reader.Wait(fromMark: true);
                break;
            case Kind.Cancel:
                reader.Cancel();
                break;
            case Kind.Dispose:
                reader.Dispose();
                break;
            default:
                break;
        }
    }

    // Whoever waits while there is data has an event to come; else it would wait for ever.
    private static void AssertNothingIsLost(ModelReader reader, SteppedMultiplexer stream)
    {
        Assert.Null(reader.Failure);
        Assert.True(!reader.IsWaiting || reader.IsEnding || stream.Available == 0 || stream.HasNews, "Data is there, a reader waits, and no event will come.");
    }
}
