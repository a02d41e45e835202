using System.ComponentModel;
using System.Globalization;
using System.Text;
using Mux;

namespace Watch;

/// <summary>What the user sees: a line an event, which begins with who it is about.</summary>
internal static class Report
{
    /// <summary>Writes a line. What a terminal would obey, or would show elsewhere than in its place, is written as its number: anybody may have chosen a file's name.</summary>
    public static void Say(string who, string what) => Console.WriteLine($"{who}: {Visible(what)}");

    /// <summary>A text without control characters, and without those that turn the direction of others.</summary>
    public static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (char one in text)
        {
            _ = char.GetUnicodeCategory(one) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}")
                : visible.Append(one);
        }

        return visible.ToString();
    }

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
