namespace Mux.Compare.Servers;

/// <summary>What a server in C# is asked while it is measured: a line in, a number back.</summary>
internal static class ControlLines
{
    /// <summary>How many bytes were allocated so far, but for these answers.</summary>
    public const string Allocated = "allocated";

    /// <summary>How many bytes of memory are in use after a full collection.</summary>
    public const string Heap = "heap";

    /// <summary>Has a thread answer what the standard input asks, until it ends; then the process ends.</summary>
    public static void Begin() => new Thread(static () => Answer(Console.In, Console.Out)) { IsBackground = true }.Start();

    private static void Answer(TextReader questions, TextWriter answers)
    {
        while (questions.ReadLine() is { } question)
        {
            long answer = question == Heap
                ? GC.GetTotalMemory(forceFullCollection: true)
                : GC.GetTotalAllocatedBytes(precise: true) - GC.GetAllocatedBytesForCurrentThread();
            answers.WriteLine(answer);
        }

        Environment.Exit(0);
    }
}
