using System.Text.RegularExpressions;

namespace Mux.Tests;

/// <summary>Holds the C# of the documents to code that compiles.</summary>
public sealed partial class DocumentSnippetTests
{
    private const string Readme = "README.md";
    private const string EventLoop = "docs/event-loop.md";
    private const string Sockets = "docs/sockets.md";

    private const string NativeLibraries = "docs/native-libraries.md";

    /// <summary>Each document with the source that holds its snippets, or the folder of such sources.</summary>
    public static TheoryData<string, string> Documents => new()
    {
        { Readme, Beside(nameof(ReadmeSnippets)) },
        { EventLoop, Beside(nameof(EventLoopSnippets)) },
        { Sockets, Beside(nameof(SocketsSnippets)) },
        { NativeLibraries, "tests/Mux.Native.Tests/Bindings" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_block_of_CSharp_is_a_snippet_that_compiles(string document, string source)
    {
        Assert.All(Blocks(document), block => Assert.Contains(block, Snippets(source).Values));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_snippet_is_shown(string document, string source)
    {
        Assert.All(Snippets(source).Values, snippet => Assert.Contains(snippet, Blocks(document)));
    }

    [Fact]
    public void The_loop_takes_no_more_than_25_lines()
    {
        string[] lines = Snippets(Beside(nameof(ReadmeSnippets)))["loop"].Split('\n');

        Assert.InRange(lines.Length, 1, 25);
    }

    [Fact]
    public void The_snippet_about_dependency_injection_does_what_it_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The snippet names the backend of Linux.");

        string[] backends = ReadmeSnippets.DependencyInjection();

        Assert.Equal(["epoll", "epoll", "epoll"], backends);
    }

    private static string[] Blocks(string document) =>
        [.. CSharpBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root(), document))).Select(match => Normalize(match.Groups["code"].Value))];

    private static string Beside(string source) => $"tests/Mux.Tests/{source}.cs";

    // Name to text.
    private static Dictionary<string, string> Snippets(string source)
    {
        string path = Path.Combine(Repository.Root(), source);
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*.cs") : [path];
        return files.SelectMany(file => Snippet().Matches(File.ReadAllText(file))).ToDictionary(match => match.Groups["name"].Value, match => Normalize(match.Groups["code"].Value));
    }

    // A snippet is indented by the class around it, and a checkout may end its lines in another way: neither counts.
    private static string Normalize(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"^```csharp\r?\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"// snippet: (?<name>\w+)\r?\n(?<code>.*?)// end snippet", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
