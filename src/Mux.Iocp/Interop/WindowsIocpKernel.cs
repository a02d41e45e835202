using System.Runtime.InteropServices;

namespace Mux.Iocp.Interop;

/// <summary>The kernel itself.</summary>
internal sealed unsafe partial class WindowsIocpKernel : IIocpKernel
{
    private const string AfdDevice = @"\Device\Afd\Mux"; // The last part may be anything, but something has to be there.
    private const uint Synchronize = 0x00100000;
    private const uint FileShareReadWrite = 3;
    private const uint FileOpen = 1;
    private const uint IoctlAfdPoll = 0x00012024;
    private const byte FileSkipSetEventOnHandle = 2; // Not the flag beside it, which would keep back the packets of polls that complete at once.
    private const int SolSocket = 0xFFFF;
    private const int SoType = 0x1008;
    private const int SockDgram = 2;
    private const nint InvalidHandle = -1;
    private const uint AnyNumberOfThreads = int.MaxValue; // Zero would mean as many as there are processors, and a handler that blocks would hold up the others.

    private WindowsIocpKernel()
    {
    }

    public static WindowsIocpKernel Instance { get; } = new();

    public Win32Result CreatePort() =>
        CreateIoCompletionPort(InvalidHandle, 0, 0, AnyNumberOfThreads) is var port and not 0 ? Win32Result.Success(port) : Win32Result.LastError();

    public (int Status, nint Handle) OpenAfd()
    {
        fixed (char* name = AfdDevice)
        {
            ushort length = (ushort)(AfdDevice.Length * sizeof(char));
            var unicode = new UnicodeString { Length = length, MaximumLength = length, Buffer = name };
            var attributes = new ObjectAttributes { Length = (uint)sizeof(ObjectAttributes), ObjectName = &unicode };
            nint handle;
            IoStatusBlock ignored; // The call is synchronous: its status is the return value.
            int status = NtCreateFile(&handle, Synchronize, &attributes, &ignored, null, 0, FileShareReadWrite, FileOpen, 0, null, 0);
            return (status, handle);
        }
    }

    public Win32Result Associate(nint handle, nint port, nuint key) =>
        CreateIoCompletionPort(handle, port, key, 0) != 0 ? Win32Result.Success(0) : Win32Result.LastError();

    public Win32Result SkipEvents(nint handle) =>
        SetFileCompletionNotificationModes(handle, FileSkipSetEventOnHandle) != 0 ? Win32Result.Success(0) : Win32Result.LastError();

    public Win32Result QuerySocketHandle(nint socket, uint code)
    {
        nint answer;
        uint length;
        return WSAIoctl(socket, code, null, 0, &answer, (uint)sizeof(nint), &length, null, null) == 0
            ? Win32Result.Success(answer)
            : Win32Result.LastError();
    }

    public Win32Result CheckOpen(nint handle)
    {
        uint flags;
        return GetHandleInformation(handle, &flags) != 0 ? Win32Result.Success(0) : Win32Result.LastError();
    }

    public Win32Result IsDatagram(nint socket)
    {
        int type;
        int length = sizeof(int);
        return GetSocketOption(socket, SolSocket, SoType, &type, &length) == 0
            ? Win32Result.Success(type == SockDgram ? 1 : 0)
            : Win32Result.LastError();
    }

    public int Poll(nint afd, PollBlock block)
    {
        PollRequest* request = block.Request;
        AfdPollInfo* info = &request->Info;
        return NtDeviceIoControlFile(
            afd, 0, 0, request, &request->StatusBlock, IoctlAfdPoll, info, (uint)sizeof(AfdPollInfo), info, (uint)sizeof(AfdPollInfo));
    }

    public int Cancel(nint afd, PollBlock block)
    {
        IoStatusBlock ignored; // Of the cancelling, not of the poll.
        return NtCancelIoFileEx(afd, &block.Request->StatusBlock, &ignored);
    }

    public Win32Result Dequeue(nint port, CompletionBuffer buffer, uint milliseconds)
    {
        uint count;
        return GetQueuedCompletionStatusEx(port, buffer.Start, (uint)buffer.Capacity, &count, milliseconds, 0) != 0
            ? Win32Result.Success((nint)count)
            : Win32Result.LastError();
    }

    public Win32Result Post(nint port, nuint key) =>
        PostQueuedCompletionStatus(port, 0, key, 0) != 0 ? Win32Result.Success(0) : Win32Result.LastError();

    public void Close(nint handle) => _ = CloseHandle(handle); // Fails only for a handle that is not open.

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint CreateIoCompletionPort(nint file, nint port, nuint key, uint concurrentThreads);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int GetQueuedCompletionStatusEx(
        nint port, CompletionPacket* packets, uint capacity, uint* removed, uint milliseconds, int alertable);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int PostQueuedCompletionStatus(nint port, uint bytes, nuint key, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int SetFileCompletionNotificationModes(nint handle, byte flags);

    [LibraryImport("kernel32")]
    private static partial int CloseHandle(nint handle);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int GetHandleInformation(nint handle, uint* flags);

    [LibraryImport("ntdll")]
    private static partial int NtCreateFile(
        nint* handle, uint access, ObjectAttributes* attributes, IoStatusBlock* status, long* allocation, uint fileAttributes, uint share,
        uint disposition, uint options, void* extendedAttributes, uint extendedAttributesLength);

    [LibraryImport("ntdll")]
    private static partial int NtDeviceIoControlFile(
        nint file, nint eventHandle, nint apcRoutine, void* apcContext, IoStatusBlock* status, uint code, void* input, uint inputLength, void* output,
        uint outputLength);

    [LibraryImport("ntdll")]
    private static partial int NtCancelIoFileEx(nint file, IoStatusBlock* request, IoStatusBlock* status);

    [LibraryImport("ws2_32", SetLastError = true)]
    private static partial int WSAIoctl(
        nint socket, uint code, void* input, uint inputLength, void* output, uint outputLength, uint* returned, void* overlapped, void* completion);

    [LibraryImport("ws2_32", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetSocketOption(nint socket, int level, int option, void* value, int* length);
}
