namespace Mux.Epoll.Tests.Faults;

/// <summary>A handle that its owner disposes of during a call of the multiplexer is closed by that call, which may take its time: nobody else waits for it.</summary>
[OnLinux]
public sealed class LingeringCloseTests
{
    private static readonly Action<EventRegistration> Modify = static registration => registration.Modify(Interests.Writable);
    private static readonly Action<EventRegistration> Unregister = static registration => registration.Dispose();

    [Fact]
    public void During_a_change() => AssertOthersAreFree(Modify);

    [Fact]
    public void During_an_end() => AssertOthersAreFree(Unregister);

    private static void AssertOthersAreFree(Action<EventRegistration> call)
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pair = ConnectedPair.OnLoopback();
        using var handle = new CallingBackHandle(pair.Left.Handle, () => mux.Register(pair.Right, Interests.Readable).Dispose());
        EventRegistration registration = mux.Register(handle, Interests.Readable);
        kernel.AfterNextChange(handle.Dispose);

        call(registration);

        Assert.True(handle.WereFree);
    }
}
