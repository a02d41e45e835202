using Microsoft.Win32.SafeHandles;

namespace Mux.Epoll.Tests.Kinds;

/// <summary>Descriptors that have no readiness are refused, with advice, and leave nothing behind.</summary>
[OnLinux]
public sealed class RefusedKindsTests
{
    [Theory]
    [InlineData("/proc/self/exe")]
    [InlineData("/")]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    public void A_file_without_readiness_is_refused_with_advice(string path)
    {
        using var mux = new EpollMultiplexer();
        using SafeFileHandle file = DescriptorCalls.Open(path, flags: 0);

        var refused = Assert.Throws<NotSupportedException>(() => mux.Register(file, Interests.Readable));

        Assert.Contains("regular files, directories", refused.Message, StringComparison.Ordinal);
        Assert.Contains("use them directly", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regular_file_of_dotnet_s_own_is_refused()
    {
        string path = Path.GetTempFileName();
        using var mux = new EpollMultiplexer();
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.DeleteOnClose);

        Assert.Throws<NotSupportedException>(() => mux.Register(file, Interests.Readable | Interests.Writable, TriggerMode.Edge));
    }

    [Fact]
    public void A_refused_number_can_be_registered_once_it_belongs_to_something_watchable()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        SafeFileHandle file = DescriptorCalls.Open("/dev/null", flags: 0);
        int number = file.Number();
        Assert.Throws<NotSupportedException>(() => mux.RegisterBorrowed(number, Interests.Readable));

        using SafeFileHandle reader = pipe.Reader.DuplicateTo(number);
        file.SetHandleAsInvalid(); // Its number has another owner now.
        EventRegistration registration = mux.RegisterBorrowed(number, Interests.Readable);
        pipe.Writer.Write(1);

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
    }
}
