using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux;

/// <summary>A socket of our own: closed when it is disposed of, or when nobody refers to it any more.</summary>
internal sealed class SafeSocketDescriptor : SafeHandleMinusOneIsInvalid
{
    private readonly ISocketCalls _calls;
    private IDisposable? _lease; // What ends with the connection.

    public SafeSocketDescriptor(ISocketCalls calls, int number)
        : base(ownsHandle: true)
    {
        _calls = calls;
        SetHandle(number);
    }

    /// <summary>Opens a socket.</summary>
    /// <exception cref="SocketException">The system has no such sockets, or descriptors have run out.</exception>
    public static SafeSocketDescriptor Open(ISocketCalls calls, AddressFamily family, SocketType type)
    {
        SyscallResult opened = calls.Open(family, type);
        calls.ThrowIfFailed(opened);
        return new SafeSocketDescriptor(calls, opened.Value);
    }

    /// <summary>Has something end when the descriptor is closed, whoever closes it: a connection's place among those that a guard counts.</summary>
    public void Hold(IDisposable lease) => _lease = lease;

    /// <summary>Ends it now: from here on nobody tells of the end.</summary>
    public void GiveBack() => Interlocked.Exchange(ref _lease, null)?.Dispose();

    protected override bool ReleaseHandle()
    {
        _ = _calls.Close((int)handle); // An error of close is about data that was written before, and the number is free whatever it says.
        GiveBack();
        return true;
    }
}
