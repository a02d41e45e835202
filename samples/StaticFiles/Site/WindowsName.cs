using System.Buffers;

namespace StaticFiles.Site;

/// <summary>Which names mean a file of that name on Windows. A few mean something else, wherever they stand.</summary>
internal static class WindowsName
{
    // A colon begins the name of a stream inside a file.
    private static readonly SearchValues<char> Special = SearchValues.Create(":<>\"|?*");

    // In every folder, and with any extension.
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>Whether it does. Names that end with a dot or a blank do not: Windows drops those. Nor do those that may be another file's short name.</summary>
    public static bool IsOrdinary(string name)
    {
        if (name is "" || name[^1] is '.' or ' ' || name.AsSpan().ContainsAny(Special) || LooksShort(name))
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

    // The second name that NTFS and FAT give to files whose first is longer than eight characters, three behind a dot: GIT~1 opens .git, and has no dot in front. A file whose only name looks so cannot be told from that.
    private static bool LooksShort(ReadOnlySpan<char> name)
    {
        int dot = name.LastIndexOf('.');
        ReadOnlySpan<char> stem = dot < 0 ? name : name[..dot];
        int tilde = stem.LastIndexOf('~');
        return stem.Length <= 8 && name.Length - stem.Length <= 4 && tilde >= 0 && tilde < stem.Length - 1 && !stem[(tilde + 1)..].ContainsAnyExceptInRange('0', '9');
    }
}
