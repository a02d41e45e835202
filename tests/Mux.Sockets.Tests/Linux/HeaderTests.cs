using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mux.Interop;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests.Linux;

/// <summary>Our numbers for Linux, against this system's C headers.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class HeaderTests
{
    private const string NeededHeader = "/usr/include/netinet/tcp.h";
    private const int MostErrnos = 200;

    private static readonly string[] Headers =
    [
        "#include <errno.h>",
        "#include <fcntl.h>",
        "#include <stddef.h>",
        "#include <sys/socket.h>",
        "#include <sys/uio.h>",
        "#include <netinet/in.h>",
        "#include <netinet/tcp.h>",
    ];

    [Fact]
    public void Every_error_means_what_its_name_says()
    {
        (string Name, SocketError Meaning)[] errors =
        [
            ("EPERM", SocketError.AccessDenied),
            ("EACCES", SocketError.AccessDenied),
            ("EROFS", SocketError.AccessDenied),
            ("ENOENT", SocketError.AddressNotAvailable),
            ("ENOTDIR", SocketError.AddressNotAvailable),
            ("ENXIO", SocketError.AddressNotAvailable),
            ("ENODEV", SocketError.AddressNotAvailable),
            ("EADDRNOTAVAIL", SocketError.AddressNotAvailable),
            ("EINTR", SocketError.Interrupted),
            ("EBADF", SocketError.NotSocket),
            ("ENOTSOCK", SocketError.NotSocket),
            ("EAGAIN", SocketError.WouldBlock),
            ("EWOULDBLOCK", SocketError.WouldBlock),
            ("ENOMEM", SocketError.NoBufferSpaceAvailable),
            ("ENOSR", SocketError.NoBufferSpaceAvailable),
            ("ENOBUFS", SocketError.NoBufferSpaceAvailable),
            ("ENOSPC", SocketError.NoBufferSpaceAvailable),
            ("EDQUOT", SocketError.NoBufferSpaceAvailable),
            ("EFAULT", SocketError.Fault),
            ("EINVAL", SocketError.InvalidArgument),
            ("ENAMETOOLONG", SocketError.InvalidArgument),
            ("ELOOP", SocketError.InvalidArgument),
            ("ENFILE", SocketError.TooManyOpenSockets),
            ("EMFILE", SocketError.TooManyOpenSockets),
            ("EPIPE", SocketError.Shutdown),
            ("ENOSYS", SocketError.OperationNotSupported),
            ("EOPNOTSUPP", SocketError.OperationNotSupported),
            ("ENONET", SocketError.NetworkUnreachable),
            ("ENETUNREACH", SocketError.NetworkUnreachable),
            ("EPROTO", SocketError.ConnectionAborted),
            ("ECONNABORTED", SocketError.ConnectionAborted),
            ("EDESTADDRREQ", SocketError.DestinationAddressRequired),
            ("EMSGSIZE", SocketError.MessageSize),
            ("EPROTOTYPE", SocketError.ProtocolType),
            ("ENOPROTOOPT", SocketError.ProtocolOption),
            ("EPROTONOSUPPORT", SocketError.ProtocolNotSupported),
            ("ESOCKTNOSUPPORT", SocketError.SocketNotSupported),
            ("EPFNOSUPPORT", SocketError.ProtocolFamilyNotSupported),
            ("EAFNOSUPPORT", SocketError.AddressFamilyNotSupported),
            ("EADDRINUSE", SocketError.AddressAlreadyInUse),
            ("ENETDOWN", SocketError.NetworkDown),
            ("ENETRESET", SocketError.NetworkReset),
            ("ECONNRESET", SocketError.ConnectionReset),
            ("EISCONN", SocketError.IsConnected),
            ("ENOTCONN", SocketError.NotConnected),
            ("ESHUTDOWN", SocketError.Disconnecting),
            ("ETIMEDOUT", SocketError.TimedOut),
            ("ECONNREFUSED", SocketError.ConnectionRefused),
            ("EHOSTDOWN", SocketError.HostDown),
            ("EHOSTUNREACH", SocketError.HostUnreachable),
            ("EALREADY", SocketError.AlreadyInProgress),
            ("EINPROGRESS", SocketError.InProgress),
            ("ECANCELED", SocketError.OperationAborted),
        ];

        ILookup<SocketError, int> numbers = Enumerable.Range(1, MostErrnos).ToLookup(SocketErrors.OfLinux);

        // Each name has one of the numbers that mean this; and there are as many numbers that mean something as there are names, EWOULDBLOCK being EAGAIN again.
        Agree(errors.Select(error => Assertion(string.Join(" || ", numbers[error.Meaning].Select(number => $"{error.Name} == {number}")), error.Name)));
        Assert.Equal(errors.Length - 1, numbers.Where(meaning => meaning.Key != SocketError.SocketError).Sum(meaning => meaning.Count()));
    }

    [Fact]
    public void Every_setting_has_the_level_and_the_name_that_the_headers_give_it()
    {
        (SocketSetting Setting, string Level, string Name)[] settings =
        [
            (SocketSetting.PendingError, "SOL_SOCKET", "SO_ERROR"),
            (SocketSetting.Type, "SOL_SOCKET", "SO_TYPE"),
            (SocketSetting.ReuseAddress, "SOL_SOCKET", "SO_REUSEADDR"),
            (SocketSetting.ReusePort, "SOL_SOCKET", "SO_REUSEPORT"),
            (SocketSetting.Broadcast, "SOL_SOCKET", "SO_BROADCAST"),
            (SocketSetting.OnlyV6, "IPPROTO_IPV6", "IPV6_V6ONLY"),
            (SocketSetting.NoDelay, "IPPROTO_TCP", "TCP_NODELAY"),
            (SocketSetting.Cork, "IPPROTO_TCP", "TCP_CORK"),
            (SocketSetting.KeepAlive, "SOL_SOCKET", "SO_KEEPALIVE"),
            (SocketSetting.KeepAliveIdle, "IPPROTO_TCP", "TCP_KEEPIDLE"),
            (SocketSetting.KeepAliveInterval, "IPPROTO_TCP", "TCP_KEEPINTVL"),
            (SocketSetting.KeepAliveProbes, "IPPROTO_TCP", "TCP_KEEPCNT"),
            (SocketSetting.UserTimeout, "IPPROTO_TCP", "TCP_USER_TIMEOUT"),
            (SocketSetting.UnsentLowWater, "IPPROTO_TCP", "TCP_NOTSENT_LOWAT"),
            (SocketSetting.ReceiveBufferSize, "SOL_SOCKET", "SO_RCVBUF"),
            (SocketSetting.SendBufferSize, "SOL_SOCKET", "SO_SNDBUF"),
        ];

        Agree(settings.Select(setting =>
        {
            (int level, int name) = SettingNumbers.Linux(setting.Setting);
            return Assertion($"{setting.Level} == {level} && {setting.Name} == {name}", setting.Name);
        }));
        Assert.Equal([SocketSetting.ExclusiveAddressUse, SocketSetting.UnacknowledgedBytes], Enum.GetValues<SocketSetting>().Except(settings.Select(setting => setting.Setting)));
    }

    [Theory]
    [InlineData(typeof(LinuxSocketCalls), 5)]
    [InlineData(typeof(LinuxPipeCalls), 5)]
    [InlineData(typeof(LinuxDatagrams), 2)]
    public void The_constants_have_the_values_of_the_headers(Type calls, int count)
    {
        // Those with a name of the system's.
        FieldInfo[] constants = [.. calls.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Where(field => field.IsLiteral && field.Name.Contains('_', StringComparison.Ordinal))];

        Agree(constants.Select(constant => Assertion($"{constant.Name} == {constant.GetRawConstantValue()}", constant.Name)));
        Assert.Equal(count, constants.Length);
    }

    [Fact]
    public void A_segment_is_an_iovec() => Agree(
    [
        Assertion($"sizeof(struct iovec) == {Marshal.SizeOf<IoSegment>()}", "sizeof(struct iovec)"),
        Assertion($"offsetof(struct iovec, iov_base) == {Marshal.OffsetOf<IoSegment>(nameof(IoSegment.Address))}", "iov_base"),
        Assertion($"offsetof(struct iovec, iov_len) == {Marshal.OffsetOf<IoSegment>(nameof(IoSegment.Length))}", "iov_len"),
    ]);

    [Fact]
    public void A_message_of_a_batch_is_an_mmsghdr() => Agree(
    [
        Assertion($"sizeof(struct mmsghdr) == {Marshal.SizeOf<LinuxMessage>()}", "sizeof(struct mmsghdr)"),
        Member<LinuxMessage>("mmsghdr", "msg_hdr", nameof(LinuxMessage.Header)),
        Member<LinuxMessage>("mmsghdr", "msg_len", nameof(LinuxMessage.Length)),
        Member<LinuxMessage.MessageHeader>("msghdr", "msg_name", nameof(LinuxMessage.MessageHeader.Address)),
        Member<LinuxMessage.MessageHeader>("msghdr", "msg_namelen", nameof(LinuxMessage.MessageHeader.AddressLength)),
        Member<LinuxMessage.MessageHeader>("msghdr", "msg_iov", nameof(LinuxMessage.MessageHeader.Segments)),
        Place<LinuxMessage.MessageHeader>("msghdr", "msg_iovlen", nameof(LinuxMessage.MessageHeader.SegmentCount)),
        Member<LinuxMessage.MessageHeader>("msghdr", "msg_control", nameof(LinuxMessage.MessageHeader.Control)),
        Place<LinuxMessage.MessageHeader>("msghdr", "msg_controllen", nameof(LinuxMessage.MessageHeader.ControlLength)),
        Member<LinuxMessage.MessageHeader>("msghdr", "msg_flags", nameof(LinuxMessage.MessageHeader.Flags)),
    ]);

    [Fact]
    public void A_batch_has_as_many_datagrams_as_a_call_takes() => Agree([Assertion($"UIO_MAXIOV == {DatagramBatch.MaxCapacity}", "UIO_MAXIOV")]);

    [Fact]
    public void The_compiler_disagrees_with_what_is_wrong()
    {
        CCompiler compiler = CCompiler.OrSkip(NeededHeader);

        (int exitCode, string errors) = compiler.Compile(string.Join('\n', [.. Headers, Assertion("EAGAIN == 12", "EAGAIN")]));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("EAGAIN", errors, StringComparison.Ordinal);
    }

    private static string Member<T>(string structure, string name, string field)
        where T : struct => Place<T>(structure, name, field) + Assertion($"sizeof(((struct {structure} *)0)->{name}) == {Marshal.SizeOf(typeof(T).GetField(field)!.FieldType)}", name);

    // Without its size: a count of musl's is an int with padding, which reads the same.
    private static string Place<T>(string structure, string name, string field)
        where T : struct => Assertion($"offsetof(struct {structure}, {name}) == {Marshal.OffsetOf<T>(field)}", name);

    private static string Assertion(string condition, string name) => $"_Static_assert({condition}, \"{name}\");";

    private static void Agree(IEnumerable<string> assertions)
    {
        string program = string.Join('\n', [.. Headers, .. assertions]);

        (int exitCode, string errors) = CCompiler.OrSkip(NeededHeader).Compile(program);

        Assert.True(exitCode == 0, $"{errors}\n{program}");
    }
}
