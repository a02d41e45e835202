using System.Net;
using System.Text;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

/// <summary>The head of a request, parsed in one piece.</summary>
internal sealed class Head
{
    private readonly RequestParser _parser;
    private readonly byte[] _bytes;

    public Head(string text, HttpLimits? limits = null)
    {
        _bytes = Encoding.Latin1.GetBytes(text);
        _parser = new RequestParser(limits ?? HttpLimits.Default);
        Outcome = _parser.Parse(_bytes);
    }

    public ParseOutcome Outcome { get; }

    /// <summary>The status it was refused with; null when it was not.</summary>
    public HttpStatusCode? Refusal => Outcome == ParseOutcome.Refused ? _parser.Refusal : null;

    /// <summary>How many bytes it took.</summary>
    public int Length => _parser.Length;

    public Request Request => _parser.View(_bytes);

    public string Path => Encoding.Latin1.GetString(Request.Path);

    public string Query => Encoding.Latin1.GetString(Request.Query);

    /// <summary>A GET with further lines of fields.</summary>
    public static Head WithFields(params string[] lines) => new($"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(lines.Select(line => $"{line}\r\n"))}\r\n");

    /// <summary>A GET whose first line is another.</summary>
    public static Head WithLine(string line) => new($"{line}\r\nHost: a\r\n\r\n");
}
