namespace Mux.Tests;

/// <summary>A table of failures of the system and of what the exception for each has to say: what the system said, and what to do. It must not say what another failure would.</summary>
/// <param name="isOfThisSystem">Whether the numbers are those of the system that the tests run on, which has words for each of them.</param>
internal sealed class ErrorTable(bool isOfThisSystem = true)
{
    private readonly List<(Exception Refusal, Type Type, string[] Says, string? Not)> _rows = [];

    public void Add<T>(Exception refusal, params string[] says)
        where T : Exception => _rows.Add((refusal, typeof(T), says, null));

    public void Add<T>(Exception refusal, string[] says, string not)
        where T : Exception => _rows.Add((refusal, typeof(T), says, not));

    public void Check() => Assert.All(_rows, row =>
    {
        Assert.IsType(row.Type, row.Refusal);
        Assert.NotEmpty(row.Says);
        Assert.All(row.Says, words => Assert.Contains(words, row.Refusal.Message, StringComparison.Ordinal));
        string?[] never = [row.Not, isOfThisSystem ? "Unknown error" : null];
        Assert.All(never.OfType<string>(), words => Assert.DoesNotContain(words, row.Refusal.Message, StringComparison.Ordinal));
    });
}
