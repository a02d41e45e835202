using System.Runtime.InteropServices;

namespace Mux.Iocp.Interop;

/// <summary>IO_STATUS_BLOCK. Its address is also what the completion packet brings back.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoStatusBlock
{
    public nint Status; // A union with a pointer: the NTSTATUS is the lower 32 bits.
    public nuint Information;
}

/// <summary>AFD_POLL_INFO with one AFD_POLL_HANDLE_INFO: the poll's input and its output.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AfdPollInfo
{
    public long Timeout;
    public uint NumberOfHandles;
    public uint Exclusive;
    public nint Handle;
    public AfdEvents Events;
    public int Status;
}

/// <summary>What the kernel writes when a poll completes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollRequest
{
    public IoStatusBlock StatusBlock; // First: its address is the request's.
    public AfdPollInfo Info;
}
