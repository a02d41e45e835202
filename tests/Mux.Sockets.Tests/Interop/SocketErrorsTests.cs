using System.Net.Sockets;
using Mux.Interop;

namespace Mux.Sockets.Tests.Interop;

public sealed class SocketErrorsTests
{
    [Theory]
    [InlineData(0, SocketError.Success)]
    [InlineData(4, SocketError.Interrupted)]
    [InlineData(11, SocketError.WouldBlock)]
    [InlineData(24, SocketError.TooManyOpenSockets)]
    [InlineData(32, SocketError.Shutdown)]
    [InlineData(35, SocketError.SocketError)] // EDEADLK, which on macOS and FreeBSD is the number of EAGAIN.
    [InlineData(98, SocketError.AddressAlreadyInUse)]
    [InlineData(104, SocketError.ConnectionReset)]
    [InlineData(115, SocketError.InProgress)]
    [InlineData(5, SocketError.SocketError)] // EIO
    [InlineData(int.MaxValue, SocketError.SocketError)]
    public void Of_Linux(int errno, SocketError meaning) => Assert.Equal(meaning, SocketErrors.OfLinux(errno));

    [Theory]
    [InlineData(0, SocketError.Success)]
    [InlineData(4, SocketError.Interrupted)]
    [InlineData(11, SocketError.SocketError)] // EDEADLK, which on Linux is the number of EAGAIN.
    [InlineData(24, SocketError.TooManyOpenSockets)]
    [InlineData(32, SocketError.Shutdown)]
    [InlineData(35, SocketError.WouldBlock)]
    [InlineData(36, SocketError.InProgress)]
    [InlineData(48, SocketError.AddressAlreadyInUse)]
    [InlineData(54, SocketError.ConnectionReset)]
    [InlineData(85, SocketError.OperationAborted)] // FreeBSD
    [InlineData(89, SocketError.OperationAborted)] // macOS
    [InlineData(5, SocketError.SocketError)]
    [InlineData(int.MaxValue, SocketError.SocketError)]
    public void Of_macOS_and_FreeBSD(int errno, SocketError meaning) => Assert.Equal(meaning, SocketErrors.OfBsd(errno));

    [Theory]
    [InlineData(0, SocketError.Success)]
    [InlineData(5, SocketError.AccessDenied)]
    [InlineData(6, SocketError.NotSocket)]
    [InlineData(8, SocketError.NoBufferSpaceAvailable)]
    [InlineData(995, SocketError.OperationAborted)]
    [InlineData(10024, SocketError.TooManyOpenSockets)]
    [InlineData(10035, SocketError.WouldBlock)]
    [InlineData(10054, SocketError.ConnectionReset)]
    [InlineData(10055, SocketError.NoBufferSpaceAvailable)]
    [InlineData(10058, SocketError.Shutdown)]
    [InlineData(11001, SocketError.HostNotFound)]
    [InlineData(33, SocketError.SocketError)] // ERROR_LOCK_VIOLATION, of a file
    [InlineData(int.MaxValue, SocketError.SocketError)]
    public void Of_Windows(int error, SocketError meaning) => Assert.Equal(meaning, SocketErrors.OfWindows(error));

    [Fact]
    public void No_failure_is_taken_for_a_success()
    {
        for (int error = 1; error < 20_000; error++)
        {
            Assert.NotEqual(SocketError.Success, SocketErrors.OfLinux(error));
            Assert.NotEqual(SocketError.Success, SocketErrors.OfBsd(error));
            Assert.NotEqual(SocketError.Success, SocketErrors.OfWindows(error));
        }
    }
}
