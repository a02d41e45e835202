using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.Benchmarks.Interop;

/// <summary>The system calls as bare as C# has them: blittable arguments, and nobody looks at errno.</summary>
internal static unsafe partial class RawCalls
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int O_CLOEXEC = 0x80000; // Also as SOCK_CLOEXEC and EFD_CLOEXEC.
    private const int O_NONBLOCK = 0x800;

    /// <summary>eventfd(2), non-blocking.</summary>
    public static SafeFileHandle OpenEventFd(uint count) => Own(EventFd(count, O_CLOEXEC | O_NONBLOCK));

    /// <summary>socketpair(2): two connected Unix domain stream sockets, non-blocking.</summary>
    public static (int Left, int Right) OpenSocketPair()
    {
        int* pair = stackalloc int[2];
        ThrowIfFailed(SocketPair(AF_UNIX, SOCK_STREAM | O_CLOEXEC | O_NONBLOCK, 0, pair));
        return (pair[0], pair[1]);
    }

    /// <summary>Takes ownership of a new descriptor.</summary>
    public static SafeFileHandle Own(int descriptor)
    {
        ThrowIfFailed(descriptor);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>write(2) of 1 to an eventfd.</summary>
    public static nint Increment(int eventFd)
    {
        ulong one = 1;
        return WriteCall(eventFd, &one, sizeof(ulong));
    }

    /// <summary>read(2).</summary>
    public static nint Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return ReadCall(descriptor, start, (nuint)buffer.Length);
        }
    }

    /// <summary>write(2).</summary>
    public static nint Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return WriteCall(descriptor, start, (nuint)bytes.Length);
        }
    }

    /// <summary>recv(2).</summary>
    public static nint Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return ReceiveCall(socket, start, (nuint)buffer.Length, 0);
        }
    }

    /// <summary>send(2).</summary>
    public static nint Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return SendCall(socket, start, (nuint)bytes.Length, 0);
        }
    }

    /// <summary>For what has to succeed before there is anything to measure.</summary>
    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public static void ThrowIfFailed(int returned)
    {
        if (returned < 0)
        {
            throw new InvalidOperationException("The system refused what is to be measured. Is the limit of open files too low?");
        }
    }

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "socketpair")]
    private static partial int SocketPair(int domain, int type, int protocol, int* pair);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadCall(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteCall(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint ReceiveCall(int socket, void* buffer, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint SendCall(int socket, void* buffer, nuint count, int flags);
}
