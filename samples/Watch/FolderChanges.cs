using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Watch;

/// <summary>What an inotify descriptor reports, in words.</summary>
[SupportedOSPlatform("linux")]
internal static class FolderChanges
{
    // struct inotify_event { int wd; uint32_t mask, cookie, len; char name[len]; }: in the machine's byte order, the name padded with zeros.
    private const int MaskAt = 4;
    private const int LengthAt = 12;
    private const int NameAt = 16;

    /// <summary>The least that a read must have room for: one event with the longest name.</summary>
    public const int LargestEvent = NameAt + 255 + 1;

    /// <summary>Reads events in order. The kernel never cuts one.</summary>
    public static IEnumerable<string> Describe(ReadOnlyMemory<byte> events)
    {
        while (!events.IsEmpty)
        {
            uint mask = MemoryMarshal.Read<uint>(events.Span[MaskAt..]);
            int end = NameAt + MemoryMarshal.Read<int>(events.Span[LengthAt..]);
            yield return Describe(mask, Encoding.UTF8.GetString(events.Span[NameAt..end].TrimEnd((byte)0)));
            events = events[end..];
        }
    }

    private static string Describe(uint mask, string name) => mask switch
    {
        _ when (mask & Inotify.IN_CREATE) != 0 => $"{name} created",
        _ when (mask & Inotify.IN_CLOSE_WRITE) != 0 => $"{name} written",
        _ when (mask & Inotify.IN_DELETE) != 0 => $"{name} deleted",
        _ when (mask & Inotify.IN_MOVED_FROM) != 0 => $"{name} moved away",
        _ when (mask & Inotify.IN_MOVED_TO) != 0 => $"{name} moved here",
        _ when (mask & Inotify.IN_Q_OVERFLOW) != 0 => "more happened than the kernel kept: some of it is lost",
        _ when (mask & Inotify.IN_UNMOUNT) != 0 => "unmounted",
        _ when (mask & Inotify.IN_IGNORED) != 0 => "gone, and watched no longer",
        _ => $"{name} changed (0x{mask:x})",
    };
}
