using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>A piece of memory that does not move, as <c>struct iovec</c> of Unix has it. Windows orders it the other way round.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct IoSegment(nint address, nint length)
{
    /// <summary>How many go into one call. Every system allows 1024; more than a few do not make sending cheaper, and each has to be pinned.</summary>
    public const int Most = 16;

    public readonly nint Address = address;
    public readonly nint Length = length;
}
