using System.Runtime.ExceptionServices;
using Mux.Interop;

namespace Mux.Compare.Measuring;

/// <summary>A thread of our own, bound to a processor if one is named. Whoever joins it gets its exception.</summary>
internal sealed class MeasuredThread
{
    private readonly Thread _thread;
    private Exception? _failure;

    private MeasuredThread(int? processor, Action body) => _thread = new Thread(() =>
    {
        try
        {
            if (processor is { } number)
            {
                ThreadProcessor.Pin(number);
            }

            body();
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    })
    { IsBackground = true };

    public static MeasuredThread Start(int? processor, Action body)
    {
        var thread = new MeasuredThread(processor, body);
        thread._thread.Start();
        return thread;
    }

    /// <summary>Runs on a thread of its own, and waits for it. The caller's thread stays unbound.</summary>
    public static void Run(int? processor, Action body) => Start(processor, body).Join();

    public void Join()
    {
        _thread.Join();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }
}
