namespace Mux.Iocp.Interop;

/// <summary>
/// The calls that the backend makes, one method each and no logic: the seam at which tests simulate a port and inject faults. A high-resolution timer attached to the port, or
/// ProcessSocketNotifications in place of the polls, would enter here.
/// </summary>
internal interface IIocpKernel
{
    /// <summary>CreateIoCompletionPort without a handle: a new port for any number of threads.</summary>
    Win32Result CreatePort();

    /// <summary>
    /// NtCreateFile of a helper handle to the socket driver, for asynchronous polls. Status and handle.
    /// </summary>
    (int Status, nint Handle) OpenAfd();

    /// <summary>CreateIoCompletionPort: has a handle's completions arrive at a port under a key.</summary>
    Win32Result Associate(nint handle, nint port, nuint key);

    /// <summary>SetFileCompletionNotificationModes: FILE_SKIP_SET_EVENT_ON_HANDLE.</summary>
    Win32Result SkipEvents(nint handle);

    /// <summary>WSAIoctl with one of the codes that ask a socket for the handle below it.</summary>
    Win32Result QuerySocketHandle(nint socket, uint code);

    /// <summary>GetHandleInformation: succeeds for every handle that is open in this process, whatever it is.</summary>
    Win32Result CheckOpen(nint handle);

    /// <summary>getsockopt(SO_TYPE): 1 for a datagram socket, 0 for any other.</summary>
    Win32Result IsDatagram(nint socket);

    /// <summary>NtDeviceIoControlFile(IOCTL_AFD_POLL). The block is the kernel's until its packet was dequeued, if the status is Success or Pending.</summary>
    int Poll(nint afd, PollBlock block);

    /// <summary>NtCancelIoFileEx of one poll. Its packet still comes.</summary>
    int Cancel(nint afd, PollBlock block);

    /// <summary>GetQueuedCompletionStatusEx: how many packets were dequeued. uint.MaxValue milliseconds wait for ever.</summary>
    Win32Result Dequeue(nint port, CompletionBuffer buffer, uint milliseconds);

    /// <summary>PostQueuedCompletionStatus of a packet with a key and nothing else.</summary>
    Win32Result Post(nint port, nuint key);

    /// <summary>CloseHandle.</summary>
    void Close(nint handle);
}
