using System.Buffers;

namespace StaticFiles.Site;

/// <summary>Which names mean a file of that name on Windows. A few mean something else, wherever they stand.</summary>
internal static class WindowsName
{
    // A colon begins the name of a stream inside a file.
    private static readonly SearchValues<char> Special = SearchValues.Create(":<>\"|?*");

    // In every folder, and with any extension.
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>Whether it does. Names that end with a dot or a blank do not: Windows drops those.</summary>
    public static bool IsOrdinary(string name)
    {
        if (name is "" || name[^1] is '.' or ' ' || name.AsSpan().ContainsAny(Special))
        {
            return false;
        }

        ReadOnlySpan<char> stem = name;
        int dot = stem.IndexOf('.');
        stem = (dot < 0 ? stem : stem[..dot]).TrimEnd(' ');
        foreach (string device in Devices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        bool isPort = stem.Length == 4 && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase));
        return !isPort || !(char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³');
    }
}
