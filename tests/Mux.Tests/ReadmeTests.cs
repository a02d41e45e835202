using System.Text.RegularExpressions;

namespace Mux.Tests;

/// <summary>Holds the README's C# to code that compiles.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_block_of_CSharp_in_the_README_is_a_snippet_that_compiles()
    {
        string readme = Path.Combine(Root(), "README.md");
        Assert.SkipUnless(File.Exists(readme), "There is no README.md.");

        string[] blocks = [.. CSharpBlock().Matches(File.ReadAllText(readme)).Select(match => Normalize(match.Groups["code"].Value))];

        Assert.All(blocks, block => Assert.Contains(block, Snippets().Values));
    }

    [Fact]
    public void The_README_shows_the_loop_and_dependency_injection()
    {
        string readme = Path.Combine(Root(), "README.md");
        Assert.SkipUnless(File.Exists(readme), "There is no README.md.");

        string[] blocks = [.. CSharpBlock().Matches(File.ReadAllText(readme)).Select(match => Normalize(match.Groups["code"].Value))];

        Assert.All(Snippets().Values, snippet => Assert.Contains(snippet, blocks));
    }

    [Fact]
    public void The_loop_takes_no_more_than_25_lines()
    {
        string[] lines = Snippets()["loop"].Split('\n');

        Assert.InRange(lines.Length, 1, 25);
    }

    [Fact]
    public void The_snippet_about_dependency_injection_does_what_it_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The snippet names the backend of Linux.");

        string[] backends = ReadmeSnippets.DependencyInjection();

        Assert.Equal(["epoll", "epoll", "epoll"], backends);
    }

    // Name to text, from the source beside this file.
    private static Dictionary<string, string> Snippets()
    {
        string source = File.ReadAllText(Path.Combine(Root(), "tests", "Mux.Tests", $"{nameof(ReadmeSnippets)}.cs"));
        return Snippet().Matches(source).ToDictionary(match => match.Groups["name"].Value, match => Normalize(match.Groups["code"].Value));
    }

    // A snippet is indented by the class around it, and a checkout may end its lines in another way: neither counts.
    private static string Normalize(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));

    private static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Mux.sln")))
        {
            directory = directory.Parent;
        }

        Assert.SkipWhen(directory is null, "The tests do not run inside the repository.");
        return directory!.FullName;
    }

    [GeneratedRegex(@"^```csharp\r?\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"// snippet: (?<name>\w+)\r?\n(?<code>.*?)// end snippet", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
