using System.CommandLine.Parsing;

namespace Samples;

/// <summary>What an option that names a target has to be.</summary>
internal static class TargetOption
{
    /// <summary>A host and a port.</summary>
    public static Target? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (Target.TryParse(text, out Target? target))
        {
            return target;
        }

        argument.AddError($"'{text}' is not a host and a port, such as example.org:80 or [::1]:80.");
        return null;
    }
}
