using System.Buffers;

namespace StaticFiles.Http;

/// <summary>The character classes of RFC 9110 and RFC 3986.</summary>
internal static class HttpCharacters
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>tchar: what methods and field names are made of.</summary>
    public static readonly SearchValues<byte> Token = Create($"!#$%&'*+-.^_`|~{Alphanumeric}");

    /// <summary>What a field value may have: anything but controls. A tab is none here.</summary>
    public static readonly SearchValues<byte> FieldValue = SearchValues.Create([(byte)'\t', .. Bytes(' ', '~'), .. Bytes('\u0080', '\u00FF')]);

    /// <summary>What a request target may have: RFC 3986's, and those that browsers leave as they are, such as <c>|</c>. No blanks, quotes, controls, fragments, or bytes above 127.</summary>
    public static readonly SearchValues<byte> Target = SearchValues.Create([.. Bytes('!', '~').Except("\"#<>"u8.ToArray())]);

    /// <summary>reg-name, with the digits and dots of an IPv4 address among them.</summary>
    public static readonly SearchValues<byte> HostName = Create($"-._~%!$&'()*+,;={Alphanumeric}");

    /// <summary>An IPv6 address without a zone, which means something on the sender's machine only.</summary>
    public static readonly SearchValues<byte> IPv6 = Create("0123456789ABCDEFabcdef:.");

    /// <summary>Decimal digits.</summary>
    public static readonly SearchValues<byte> Digits = Create("0123456789");

    /// <summary>Optional white space around values and list elements.</summary>
    public static ReadOnlySpan<byte> Blanks => " \t"u8;

    private static SearchValues<byte> Create(string characters) => SearchValues.Create([.. characters.Select(character => (byte)character)]);

    private static IEnumerable<byte> Bytes(char first, char last) => Enumerable.Range(first, last - first + 1).Select(value => (byte)value);
}
