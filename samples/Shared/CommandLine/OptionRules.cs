using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Samples;

/// <summary>What options of several samples have to be.</summary>
internal static class OptionRules
{
    /// <summary>An IP address.</summary>
    public static IPAddress? ParseAddress(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        argument.AddError($"'{text}' is not an IP address.");
        return null;
    }

    /// <summary>A number within a range, both ends included.</summary>
    public static Action<OptionResult> Within(int least, int most) => option =>
    {
        if (NumberOf(option) is { } value && (value < least || value > most))
        {
            option.AddError($"'{option.Option.Name}' is from {least} to {most}, not {value}.");
        }
    };

    /// <summary>The number that was given; null for what is none: that has been reported already.</summary>
    public static int? NumberOf(OptionResult option) =>
        option.Tokens.Count == 1 && int.TryParse(option.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null;
}
