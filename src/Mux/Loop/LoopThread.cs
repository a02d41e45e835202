using Mux.Interop;

namespace Mux;

/// <summary>Starts the thread of a loop.</summary>
internal static class LoopThread
{
    /// <summary>Starts it, and returns once it is bound to its processor.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="processor">The processor to bind it to, or null for any.</param>
    /// <param name="run">What it does.</param>
    /// <exception cref="PlatformNotSupportedException">Threads are not bound to processors on this system.</exception>
    /// <exception cref="MultiplexerException">The system refused the processor.</exception>
    public static void Start(string name, int? processor, Action run)
    {
        var bound = new TaskCompletionSource();
        var thread = new Thread(() =>
        {
            if (TryBind(processor, bound))
            {
                run();
            }
        })
        { IsBackground = true, Name = name };
        thread.UnsafeStart(); // The ambient values of whoever starts it are not the loop's.
        bound.Task.GetAwaiter().GetResult();
    }

    private static bool TryBind(int? processor, TaskCompletionSource bound)
    {
        try
        {
            if (processor is { } number)
            {
                ThreadProcessor.Pin(number);
            }

            bound.SetResult();
            return true;
        }
        catch (Exception refusal)
        {
            bound.SetException(refusal);
            return false;
        }
    }
}
