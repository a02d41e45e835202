using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Faults;

/// <summary>Registrations and changes that the system refuses: which exception, and that no half-made registration stays.</summary>
[OnLinux]
public sealed class RegistrationFaultTests
{
    [Theory]
    [InlineData(Errno.ENOSPC, "fs.epoll.max_user_watches")]
    [InlineData(Errno.ENOMEM, "out of memory")]
    public void A_limit_on_adding_is_reported_with_advice(int errno, string advice)
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        kernel.Fail("Control.Add", errno);

        var refused = Assert.Throws<MultiplexerException>(() => mux.Register(pipe.Reader, Interests.Readable));

        Assert.Equal("epoll_ctl", refused.Call);
        Assert.Equal(errno, refused.NativeErrorCode);
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Errno.ENOSPC)]
    [InlineData(Errno.ENOMEM)]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.EBADF)]
    [InlineData(Errno.ELOOP)]
    [InlineData(Errno.EINVAL)]
    public void After_a_refusal_the_handle_can_be_registered_as_if_nothing_had_been(int errno)
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        kernel.Fail("Control.Add", errno);
        Assert.ThrowsAny<Exception>(() => mux.Register(pipe.Reader, Interests.Readable));

        EventRegistration registration = mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
    }

    [Theory]
    [InlineData(Errno.EEXIST, typeof(InvalidOperationException))]
    [InlineData(Errno.EPERM, typeof(NotSupportedException))]
    [InlineData(Errno.EBADF, typeof(ArgumentException))]
    [InlineData(Errno.EINVAL, typeof(InvalidOperationException))]
    [InlineData(Errno.ELOOP, typeof(InvalidOperationException))]
    [InlineData(Errno.ENOSPC, typeof(MultiplexerException))]
    [InlineData(Errno.ENOMEM, typeof(MultiplexerException))]
    [InlineData(5, typeof(MultiplexerException))]
    public void Each_refusal_to_add_has_its_exception(int errno, Type exception)
    {
        Exception refused = EpollErrors.OnAdd(errno, descriptor: 42);

        Assert.IsType(exception, refused);
        Assert.True(refused is MultiplexerException || refused.Message.Contains("42", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Errno.EBADF, typeof(ObjectDisposedException))]
    [InlineData(Errno.ENOENT, typeof(InvalidOperationException))]
    [InlineData(Errno.ENOMEM, typeof(MultiplexerException))]
    public void Each_refusal_to_change_has_its_exception(int errno, Type exception) =>
        Assert.IsType(exception, EpollErrors.OnModify(errno, descriptor: 42));

    [Fact]
    public void A_wait_that_the_system_refuses_is_reported_and_the_next_one_works()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        kernel.Fail(nameof(IEpollKernel.Wait), Errno.ENOMEM);

        var refused = Assert.Throws<MultiplexerException>(() => mux.Collect(Timeout.InfiniteTimeSpan));

        Assert.Equal(Errno.ENOMEM, refused.NativeErrorCode);
        mux.AssertQuiet();
    }

    [Fact]
    public void A_change_that_runs_out_of_memory_is_reported_and_leaves_no_half_made_registration()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        EventRegistration registration = mux.Register(pipe.Reader, Interests.Readable);
        kernel.Fail("Control.Modify", Errno.ENOMEM);

        var refused = Assert.Throws<MultiplexerException>(() => registration.Modify(Interests.Readable, TriggerMode.Edge));
        Assert.Equal(Errno.ENOMEM, refused.NativeErrorCode);

        // In force or ended, what it says is true.
        pipe.Writer.Write(1);
        Assert.Equal(registration.IsRegistered ? 1 : 0, mux.Collect(Bound.Quiet).Count);
        registration.Dispose();
        EventRegistration renewed = mux.Register(pipe.Reader, Interests.Readable);
        Assert.Equal(new ReadyEvent(renewed, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public void Unregistering_never_throws_whatever_the_system_says()
    {
        foreach (int errno in new[] { Errno.EBADF, Errno.ENOENT, Errno.ENOMEM, Errno.EPERM })
        {
            var kernel = new ScriptedKernel();
            using var mux = new EpollMultiplexer(kernel);
            using var pipe = new Pipe();
            EventRegistration registration = mux.Register(pipe.Reader, Interests.Readable);
            pipe.Writer.Write(1);
            kernel.Fail("Control.Delete", errno);

            registration.Dispose();

            Assert.False(registration.IsRegistered);
            mux.AssertQuiet();
        }
    }
}
