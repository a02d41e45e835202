using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Faults;

/// <summary>Creations that fail for want of descriptors, and what they leave behind in the process: nothing else may run meanwhile.</summary>
[Collection(nameof(AloneInTheProcess))]
[OnLinux]
public sealed class DescriptorShortageTests
{
    [Theory]
    [InlineData(nameof(IEpollKernel.CreateEpoll))]
    [InlineData(nameof(IEpollKernel.CreateEventFd))]
    [InlineData("Control.Add")]
    public void A_failed_creation_leaves_no_descriptor_open(string method)
    {
        var kernel = new ScriptedKernel();
        int before = OpenDescriptors();

        for (int i = 0; i < 200; i++)
        {
            kernel.Fail(method, Errno.ENOMEM);
            Assert.Throws<MultiplexerException>(() => new EpollMultiplexer(kernel));
        }

        Assert.InRange(OpenDescriptors() - before, -50, 50); // The runtime's own come and go; 200 would be one for each failure.
    }

    [Fact]
    public void A_process_that_has_all_the_descriptors_it_may_is_told_so()
    {
        // Made and thrown once before, so that the runtime has opened whatever it needs to load and throw.
        Assert.Throws<MultiplexerException>(() => new EpollMultiplexer(new ScriptedKernel().Fail(nameof(IEpollKernel.CreateEpoll), Errno.EMFILE)));
        Exception? refused;

        using (new WithoutDescriptors())
        {
            refused = Record.Exception(() => new EpollMultiplexer());
        }

        Assert.Equal(Errno.EMFILE, Assert.IsType<MultiplexerException>(refused).NativeErrorCode);
        using var mux = new EpollMultiplexer();
        mux.AssertQuiet();
    }

    private static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
