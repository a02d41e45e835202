using System.Xml.Linq;

namespace Mux.Tests;

/// <summary>What CONTRIBUTING.md says of the tree, as far as it can be checked.</summary>
public sealed class TreeTests
{
    private static IEnumerable<string> Projects => Directory.EnumerateFiles(Path.Combine(Repository.Root(), "src"), "*.csproj", SearchOption.AllDirectories);

    [Fact]
    public void A_package_shows_its_internals_to_its_own_tests_only() => Assert.All(Projects, project =>
    {
        string package = Path.GetFileNameWithoutExtension(project);
        string[] friends = [.. XDocument.Load(project).Descendants("InternalsVisibleTo").Select(friend => friend.Attribute("Include")!.Value)];

        Assert.All(friends, friend => Assert.Contains(friend, new[] { $"{package}.Tests", $"{package}.Conformance" }));
    });

    [Fact]
    public void No_source_shows_internals_either() =>
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(Repository.Root(), "src"), "*.cs", SearchOption.AllDirectories), file =>
            !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && File.ReadAllText(file).Contains("InternalsVisibleTo", StringComparison.Ordinal));
}
