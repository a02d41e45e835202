using System.Runtime.InteropServices;

namespace Mux.Kqueue.Interop;

/// <summary>
/// A change or an event, in the words of kqueue(2), whatever the system's layout: it is that of macOS (32 bytes), which FreeBSD's begins with as well.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct KEvent
{
    /// <summary>What is watched: a descriptor number, or a user event's own.</summary>
    public nuint Ident;

    /// <summary>One of <see cref="KFilter"/>.</summary>
    public short Filter;

    /// <summary>Of <see cref="KFlags"/>.</summary>
    public KFlags Flags;

    /// <summary>The filter's own flags; beside EV_EOF of a socket, its error.</summary>
    public uint FilterFlags;

    /// <summary>The filter's own number; beside EV_ERROR, an errno.</summary>
    public nint Data;

    /// <summary>Comes back unchanged; every touch of a filter replaces it.</summary>
    public ulong UserData;
}
