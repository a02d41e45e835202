using System.Runtime.InteropServices;

namespace Mux.Iocp.Tests;

/// <summary>The handles that the process holds on Wine, counted one by one.</summary>
internal static partial class WineHandles
{
    // Handles are multiples of four, and the lowest free one is given out next.
    private const nint Spacing = 4;
    private const nint Highest = 32_768;

    public static int Count()
    {
        int count = 0;
        for (nint handle = Spacing; handle <= Highest; handle += Spacing)
        {
            count += GetHandleInformation(handle, out _) ? 1 : 0;
        }

        return count;
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetHandleInformation(nint handle, out uint flags);
}
