using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

public sealed class EventMultiplexerExtensionsTests : IDisposable
{
    private readonly Mock<IEventMultiplexer> _multiplexer = new(MockBehavior.Strict);
    private readonly EventRegistration _registration = new StubRegistration(Interests.Readable);

    public void Dispose() => _registration.Dispose();

    [Fact]
    public void A_socket_is_registered_by_its_handle_with_everything_that_was_asked_for()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var state = new object();
        _multiplexer
            .Setup(m => m.Register(socket.SafeHandle, Interests.Writable, TriggerMode.Edge, state, RegistrationOptions.Exclusive))
            .Returns(_registration);

        EventRegistration registration = _multiplexer.Object.Register(socket, Interests.Writable, TriggerMode.Edge, state, RegistrationOptions.Exclusive);

        Assert.Same(_registration, registration);
    }

    [Fact]
    public void A_socket_is_registered_level_triggered_without_state_when_nothing_else_is_said()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _multiplexer
            .Setup(m => m.Register(socket.SafeHandle, Interests.Readable, TriggerMode.Level, null, RegistrationOptions.None))
            .Returns(_registration);

        EventRegistration registration = _multiplexer.Object.Register(socket, Interests.Readable);

        Assert.Same(_registration, registration);
    }

    [Fact]
    public void A_borrowed_descriptor_is_registered_by_a_handle_of_that_number()
    {
        const nint Descriptor = 1_000_000;
        var state = new object();
        SafeHandle? handed = null;
        _multiplexer
            .Setup(m => m.Register(It.IsAny<SafeHandle>(), Interests.Readable, TriggerMode.OneShot, state, RegistrationOptions.None))
            .Callback((SafeHandle handle, Interests _, TriggerMode _, object? _, RegistrationOptions _) => handed = handle)
            .Returns(_registration);

        EventRegistration registration = _multiplexer.Object.RegisterBorrowed(Descriptor, Interests.Readable, TriggerMode.OneShot, state);

        Assert.Same(_registration, registration);
        Assert.Equal(Descriptor, handed!.DangerousGetHandle());
    }

    [Fact]
    public void A_borrowed_descriptor_stays_open_when_the_handle_made_for_it_is_disposed_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The descriptor of a file stands for one that a native library hands out; Windows watches sockets only.");
        using FileStream file = new(Path.GetTempFileName(), new FileStreamOptions { Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        SafeHandle? handed = null;
        _multiplexer
            .Setup(m => m.Register(It.IsAny<SafeHandle>(), Interests.Readable, TriggerMode.Level, null, RegistrationOptions.None))
            .Callback((SafeHandle handle, Interests _, TriggerMode _, object? _, RegistrationOptions _) => handed = handle)
            .Returns(_registration);
        _multiplexer.Object.RegisterBorrowed(file.SafeFileHandle.DangerousGetHandle(), Interests.Readable);

        Assert.IsType<SafeFileHandle>(handed).Dispose();

        file.WriteByte(1);
        file.Flush(); // Fails with "bad file descriptor" had the number been closed.
        Assert.Equal(1, RandomAccess.GetLength(file.SafeFileHandle));
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Assert.Throws<ArgumentNullException>("multiplexer", () => default(IEventMultiplexer)!.Register(socket, Interests.Readable));
        Assert.Throws<ArgumentNullException>("socket", () => _multiplexer.Object.Register(default(Socket)!, Interests.Readable));
        Assert.Throws<ArgumentNullException>("multiplexer", () => default(IEventMultiplexer)!.RegisterBorrowed(0, Interests.Readable));
    }
}
