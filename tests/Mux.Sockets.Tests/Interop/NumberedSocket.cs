using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux.Sockets.Tests.Interop;

/// <summary>A socket by its number, bound to a loopback port of its own, as the calls of this system take it.</summary>
internal sealed class NumberedSocket : IDisposable
{
    public NumberedSocket(SocketType type)
    {
        Number = Check(Calls.Open(AddressFamily.InterNetwork, type));
        Check(Calls.Bind(Number, new IPEndPoint(IPAddress.Loopback, 0).Serialize().Buffer.Span));
    }

    private NumberedSocket(int number) => Number = number;

    public static ISocketCalls Calls => SocketCalls.OfThisSystem;

    public int Number { get; }

    public SocketAddress Address
    {
        get
        {
            var address = new SocketAddress(AddressFamily.InterNetwork);
            Check(Calls.GetLocalAddress(Number, address.Buffer.Span, out int length));
            address.Size = length;
            return address;
        }
    }

    /// <summary>A call that has to succeed.</summary>
    public static int Check(SyscallResult result)
    {
        Assert.True(result.Succeeded, Calls.ErrorOf(result.Errno).ToString());
        return result.Value;
    }

    /// <summary>What a call failed with.</summary>
    public static SocketError ErrorOf(SyscallResult result)
    {
        Assert.False(result.Succeeded);
        return Calls.ErrorOf(result.Errno);
    }

    /// <summary>Accepts the connection that is on its way.</summary>
    public NumberedSocket Accept()
    {
        SyscallResult accepted = WhenReady(() => Calls.Accept(Number, new byte[128], out _));
        return new NumberedSocket(Check(accepted));
    }

    /// <summary>What a call answers once it does not say "would block" any more.</summary>
    public static SyscallResult WhenReady(Func<SyscallResult> call)
    {
        SyscallResult result = default;
        Assert.True(SpinWait.SpinUntil(() => (result = call()).Succeeded || Calls.ErrorOf(result.Errno) != SocketError.WouldBlock, Bound.Hang));
        return result;
    }

    public void Dispose() => Calls.Close(Number);
}
