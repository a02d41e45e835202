namespace Samples;

/// <summary>What the library warns of, a line each that begins as the server's own complaints do.</summary>
/// <param name="errors">Where to.</param>
internal sealed class ErrorLog(TextWriter errors) : ErrorLines(errors)
{
    /// <inheritdoc/>
    protected override string InOwnWords(string message) => $"{char.ToLowerInvariant(message[0])}{message[1..]}";
}
