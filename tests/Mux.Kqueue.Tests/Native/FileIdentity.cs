using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Native;

/// <summary>Which file a descriptor number means at present, and of what kind it is. See fstat(2) of Linux.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, uint Mode)
{
    private const int LargestStat = 256;
    private const uint S_IFMT = 0xF000;
    private const uint S_IFIFO = 0x1000;
    private const uint S_IFDIR = 0x4000;
    private const uint S_IFREG = 0x8000;
    private const uint S_IFSOCK = 0xC000;

    // On x64 the number of links, 64 bits, comes first; elsewhere the mode does.
    private static readonly int ModeOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 24 : 16;

    public bool IsSocket => (Mode & S_IFMT) == S_IFSOCK;

    public FileKind Kind => (Mode & S_IFMT) switch
    {
        S_IFIFO => FileKind.Pipe,
        S_IFREG or S_IFDIR => FileKind.File,
        _ => FileKind.Other,
    };

    /// <summary>The file behind a number, or null when it is not open.</summary>
    public static unsafe FileIdentity? Of(int descriptor)
    {
        byte* status = stackalloc byte[LargestStat];
        return LibC.FStat(descriptor, status) < 0
            ? null
            : new FileIdentity(Unsafe.ReadUnaligned<ulong>(status), Unsafe.ReadUnaligned<ulong>(status + 8), Unsafe.ReadUnaligned<uint>(status + ModeOffset));
    }
}
