using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary><c>struct mmsghdr</c> of Linux, with its <c>struct msghdr</c> in place: 64 bytes, or 32 where pointers have 4. See recvmmsg(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinuxMessage
{
    public MessageHeader Header;
    public uint Length; // What was received, or sent.

    /// <summary><c>struct msghdr</c>. musl has int and padding for what glibc and the kernel have as size_t, which is the same on processors of this byte order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public nint Address;
        public uint AddressLength;
        public nint Segments;
        public nint SegmentCount;
        public nint Control;
        public nint ControlLength;
        public int Flags;
    }
}
