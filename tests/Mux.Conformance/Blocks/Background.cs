using System.Runtime.ExceptionServices;

namespace Mux.Conformance;

/// <summary>An action on a thread of its own. Joining is bounded, and rethrows what the action threw.</summary>
public sealed class Background
{
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    private Background(Action action)
    {
        _thread = new Thread(() =>
        {
            try
            {
                action();
            }
#pragma warning disable CA1031 // Whatever it was, it belongs to the fact that joins.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
        })
        { IsBackground = true, Name = nameof(Background) };
        _thread.Start();
    }

    /// <summary>Starts the action.</summary>
    public static Background Run(Action action) => new(action);

    /// <summary>Starts an action that waits, and returns once its thread is about to: the action calls what it is given just before.</summary>
    public static Background RunUntilAboutToWait(Action<Action> action)
    {
        using var about = new ManualResetEventSlim();
        Background background = Run(() => action(about.Set));
        Assert.True(about.Wait(Bound.Hang), "The thread never came to its wait.");
        return background;
    }

    /// <summary>Waits for the end of the action, and throws what it threw.</summary>
    public void Join()
    {
        Assert.True(_thread.Join(Bound.Hang), "The thread hangs.");
        _failure?.Throw();
    }
}
