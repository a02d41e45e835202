using System.Reflection;
using System.Text.RegularExpressions;

namespace Mux.Epoll.Tests;

/// <summary>docs/conformance.md says where each behaviour is tested. It must not name what does not exist, nor leave anything out.</summary>
public sealed partial class ConformanceDocumentTests
{
    private const int FromOtherProjects = 128;
    private const int FromTheContract = 18;

    private static readonly string Document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "conformance.md"));

    private static readonly Type[] Suites =
        [.. typeof(ConformanceSuite).Assembly.GetTypes().Concat(typeof(ConformanceDocumentTests).Assembly.GetTypes()).Where(type => type.IsPublic)];

    private static readonly Type[] SuitesOfTheContract =
        [.. typeof(ConformanceSuite).Assembly.GetTypes().Where(type => type.IsAbstract && type.IsSubclassOf(typeof(ConformanceSuite)))];

    [Fact]
    public void Every_entry_has_one_row_in_order()
    {
        IEnumerable<string> expected = Enumerable.Range(1, FromOtherProjects).Select(id => $"C{id}")
            .Concat(Enumerable.Range(1, FromTheContract).Select(id => $"E{id}"));

        Assert.Equal(expected, EntryRow().Matches(Document).Select(row => row.Groups["id"].Value));
    }

    [Fact]
    public void Every_fact_that_is_named_exists()
    {
        IEnumerable<string> missing = FactName().Matches(Document).Where(name => !Exists(name.Groups["suite"].Value, name.Groups["fact"].Value)).Select(name => name.Value);

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_suite_that_is_named_exists()
    {
        IEnumerable<string> missing = SuiteName().Matches(Document).Select(name => name.Groups["suite"].Value)
            .Where(suite => !Suites.Any(type => type.Name == suite));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_suite_of_the_contract_is_named()
    {
        HashSet<string> named = [.. SuiteName().Matches(Document).Select(name => name.Groups["suite"].Value)];

        Assert.Superset(SuitesOfTheContract.Select(suite => suite.Name).ToHashSet(), named);
    }

    [Fact]
    public void Every_suite_of_the_contract_runs_on_epoll()
    {
        IEnumerable<Type> derived = typeof(ConformanceDocumentTests).Assembly.GetTypes().Where(type => !type.IsAbstract).Select(type => type.BaseType!);

        Assert.Superset(SuitesOfTheContract.ToHashSet(), derived.ToHashSet());
    }

    [Fact]
    public void Every_fact_of_the_contract_can_be_overridden()
    {
        IEnumerable<MethodInfo> facts = SuitesOfTheContract
            .SelectMany(suite => suite.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any());

        Assert.All(facts, fact => Assert.True(fact is { IsVirtual: true, IsFinal: false }, $"{fact.DeclaringType!.Name}.{fact.Name} is not virtual."));
    }

    private static bool Exists(string suite, string fact) =>
        Suites.Any(type => type.Name == suite && type.GetMethod(fact) is { } method && method.GetCustomAttributes<FactAttribute>().Any());

    [GeneratedRegex(@"^\| (?<id>[CE]\d+) \| \S.* \| \S.* \|$", RegexOptions.Multiline)]
    private static partial Regex EntryRow();

    [GeneratedRegex(@"`(?<suite>\w+Tests)\.(?<fact>\w+)`")]
    private static partial Regex FactName();

    [GeneratedRegex(@"`(?<suite>\w+Tests)`")]
    private static partial Regex SuiteName();
}
