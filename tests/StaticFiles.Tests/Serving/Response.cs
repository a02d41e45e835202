using System.Globalization;
using System.Text;

namespace StaticFiles.Tests.Serving;

/// <summary>What a server answered.</summary>
internal sealed record Response(int Status, IReadOnlyDictionary<string, string> Fields, byte[] Body)
{
    public int Length => int.Parse(Fields["Content-Length"], CultureInfo.InvariantCulture);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Whether the connection stays open, as the server says.</summary>
    public bool Stays => Fields["Connection"] == "keep-alive";
}
