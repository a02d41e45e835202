using System.Net.Sockets;
using Mux.Interop;

namespace Mux.Sockets.Tests.Interop;

public sealed class SettingNumbersTests
{
    private const int NoOption = -1;

    [Fact]
    public void Each_system_has_numbers_of_its_own()
    {
        Assert.Equal((1, 4), SettingNumbers.Linux(SocketSetting.PendingError));
        Assert.Equal((0xffff, 0x1007), SettingNumbers.Darwin(SocketSetting.PendingError));
        Assert.Equal((0xffff, 0x1007), SettingNumbers.FreeBsd(SocketSetting.PendingError));
        Assert.Equal((0xffff, 0x1007), SettingNumbers.Windows(SocketSetting.PendingError));
        Assert.Equal((6, 4), SettingNumbers.Linux(SocketSetting.KeepAliveIdle));
        Assert.Equal((6, 0x10), SettingNumbers.Darwin(SocketSetting.KeepAliveIdle));
        Assert.Equal((6, 256), SettingNumbers.FreeBsd(SocketSetting.KeepAliveIdle));
        Assert.Equal((6, 3), SettingNumbers.Windows(SocketSetting.KeepAliveIdle));
    }

    /// <summary>Its enumerations are those of Winsock, whatever system it runs on.</summary>
    [Theory]
    [InlineData((int)SocketSetting.PendingError, SocketOptionLevel.Socket, SocketOptionName.Error)]
    [InlineData((int)SocketSetting.Type, SocketOptionLevel.Socket, SocketOptionName.Type)]
    [InlineData((int)SocketSetting.ExclusiveAddressUse, SocketOptionLevel.Socket, SocketOptionName.ExclusiveAddressUse)]
    [InlineData((int)SocketSetting.Broadcast, SocketOptionLevel.Socket, SocketOptionName.Broadcast)]
    [InlineData((int)SocketSetting.OnlyV6, SocketOptionLevel.IPv6, SocketOptionName.IPv6Only)]
    [InlineData((int)SocketSetting.NoDelay, SocketOptionLevel.Tcp, SocketOptionName.NoDelay)]
    [InlineData((int)SocketSetting.KeepAlive, SocketOptionLevel.Socket, SocketOptionName.KeepAlive)]
    [InlineData((int)SocketSetting.KeepAliveIdle, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)]
    [InlineData((int)SocketSetting.KeepAliveInterval, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)]
    [InlineData((int)SocketSetting.KeepAliveProbes, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)]
    [InlineData((int)SocketSetting.ReceiveBufferSize, SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer)]
    [InlineData((int)SocketSetting.SendBufferSize, SocketOptionLevel.Socket, SocketOptionName.SendBuffer)]
    public void Windows_has_the_numbers_of_the_class_library(int setting, SocketOptionLevel level, SocketOptionName name) =>
        Assert.Equal(((int)level, (int)name), SettingNumbers.Windows((SocketSetting)setting));

    [Fact]
    public void Reuse_of_ports_spreads_connections_on_FreeBSD_too()
    {
        Assert.Equal((1, 15), SettingNumbers.Linux(SocketSetting.ReusePort));
        Assert.Equal((0xffff, 0x200), SettingNumbers.Darwin(SocketSetting.ReusePort));
        Assert.Equal((0xffff, 0x10000), SettingNumbers.FreeBsd(SocketSetting.ReusePort));
    }

    [Fact]
    public void What_a_system_lacks_is_no_option_of_it()
    {
        Assert.Equal((1, NoOption), SettingNumbers.Linux(SocketSetting.ExclusiveAddressUse));
        Assert.Equal((0xffff, NoOption), SettingNumbers.Darwin(SocketSetting.ExclusiveAddressUse));
        Assert.Equal((0xffff, NoOption), SettingNumbers.FreeBsd(SocketSetting.ExclusiveAddressUse));
        Assert.Equal((0xffff, NoOption), SettingNumbers.Windows(SocketSetting.ReuseAddress));
        Assert.Equal((0xffff, NoOption), SettingNumbers.Windows(SocketSetting.ReusePort));
    }

    [Fact]
    public void No_two_settings_of_a_system_share_a_number()
    {
        Func<SocketSetting, (int Level, int Name)>[] systems = [SettingNumbers.Linux, SettingNumbers.Darwin, SettingNumbers.FreeBsd, SettingNumbers.Windows];
        foreach (Func<SocketSetting, (int Level, int Name)> numbers in systems)
        {
            (int Level, int Name)[] present = [.. Enum.GetValues<SocketSetting>().Select(numbers).Where(number => number.Name != NoOption)];

            Assert.Equal(present.Distinct(), present);
        }
    }
}
