using System.ComponentModel;
using Mux;

namespace Watch;

/// <summary>What the user sees: a line an event, which begins with who it is about.</summary>
internal static class Report
{
    /// <summary>Writes a line.</summary>
    public static void Say(string who, string what) => Console.WriteLine($"{who}: {what}");

    /// <summary>Watches until it is cancelled. What cannot be watched is said in a line, and does not disturb the others.</summary>
    public static async Task UntilEndAsync(string who, Func<Task> watch)
    {
        try
        {
            await watch();
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        catch (Exception refusal) when (refusal is NotSupportedException or ArgumentException or MultiplexerException or IOException or Win32Exception)
        {
            Say(who, $"cannot be watched: {refusal.Message}");
        }
    }
}
