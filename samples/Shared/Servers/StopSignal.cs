using System.Runtime.InteropServices;

namespace Samples;

/// <summary>A signal that tells a server to stop.</summary>
internal static class StopSignal
{
    /// <summary>Has the first one stop the server in its own time, and the next one end the process: whoever sends it does not want to wait.</summary>
    /// <param name="signal">The signal. SIGINT is Ctrl+C, on Windows too.</param>
    /// <param name="stop">Tells the server; from another thread.</param>
    /// <returns>Disposing of it gives the signal back.</returns>
    public static PosixSignalRegistration On(PosixSignal signal, Action stop)
    {
        bool again = false;
        return PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !again;
            again = true;
            stop();
        });
    }
}
