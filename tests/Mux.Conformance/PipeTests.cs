using System.Diagnostics;
using System.IO.Pipes;

namespace Mux.Conformance;

/// <summary>Pipes, where the backend watches more than sockets.</summary>
public abstract class PipeTests : ConformanceSuite
{
    [Fact]
    public virtual void The_writing_end_has_room_and_the_reading_end_has_what_was_written()
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var pipe = new PipePair();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);
        EventRegistration writer = mux.Register(pipe.Writer, Interests.Writable, TriggerMode.OneShot);
        Assert.Equal(new ReadyEvent(writer, Readiness.Writable), mux.WaitForOne());

        pipe.Write(1, 2, 3);

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([1, 2, 3], pipe.Read(3));
        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_reader_whose_writer_is_gone_is_told_so(TriggerMode trigger)
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var pipe = new PipePair();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable, trigger);

        pipe.CloseWriter();

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_reader_is_told_of_the_rest_and_of_the_end()
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var pipe = new PipePair();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);

        pipe.Write(1, 2);
        pipe.CloseWriter();

        mux.WaitUntil(reader, Readiness.Readable | Readiness.ReadClosed);
        Assert.Equal([1, 2], pipe.Read(2));
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void An_edge_comes_once_for_data_and_once_for_the_end()
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var pipe = new PipePair();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable, TriggerMode.Edge);
        pipe.Write(1);
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        pipe.Read(1);
        reader.NotifyWouldBlock(Interests.Readable);
        mux.AssertQuiet();

        pipe.CloseWriter();

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_writer_whose_reader_is_gone_is_told_so(TriggerMode trigger)
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var pipe = new PipePair();
        pipe.CloseReader();

        EventRegistration writer = mux.Register(pipe.Writer, Interests.Writable, trigger);

        Assert.Equal(new ReadyEvent(writer, Readiness.Writable | Readiness.WriteClosed | Readiness.Error), mux.WaitForOne());
    }

    [Fact]
    public virtual void An_edge_comes_once_when_the_reader_goes()
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var pipe = new PipePair();
        EventRegistration writer = mux.Register(pipe.Writer, Interests.Writable, TriggerMode.Edge);
        Assert.Equal(new ReadyEvent(writer, Readiness.Writable), mux.WaitForOne());

        pipe.CloseReader();

        Assert.Equal(new ReadyEvent(writer, Readiness.Writable | Readiness.WriteClosed | Readiness.Error), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_paused_end_of_a_broken_pipe_is_silent()
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var unread = new PipePair();
        using var unwritten = new PipePair();
        mux.Register(unread.Writer, Interests.None);
        mux.Register(unwritten.Reader, Interests.None);

        unread.CloseReader();
        unwritten.CloseWriter();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_reader_that_was_unregistered_is_silent()
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        using var pipe = new PipePair();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);

        pipe.Write(1);
        reader.Dispose();

        mux.AssertQuiet();
        Assert.Equal([1], pipe.Read(1));
    }

    [Fact]
    public virtual void A_childs_output_and_its_end_are_reported()
    {
        using IEventMultiplexer mux = CreateForAnyHandle();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs cat");
        using Process cat = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = (AnonymousPipeClientStream)cat.StandardOutput.BaseStream;
        EventRegistration reader = mux.Register(output.SafePipeHandle, Interests.Readable);

        cat.StandardInput.Write("hi");
        cat.StandardInput.Flush();
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(2, output.Read(new byte[16]));
        mux.AssertQuiet();
        cat.StandardInput.Close();

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        Assert.True(cat.WaitForExit(Bound.Hang));
    }

    [Fact]
    public virtual void A_pipe_is_refused_where_only_sockets_are_watched()
    {
        using IEventMultiplexer mux = Create();
        Assert.SkipWhen(mux.Features.HasFlag(MultiplexerFeatures.AnyHandle), "this backend watches pipes");
        using var pipe = new PipePair();

        var refusal = Assert.Throws<NotSupportedException>(() => mux.Register(pipe.Reader, Interests.Readable));

        Assert.Contains("socket", refusal.Message, StringComparison.Ordinal);
    }

    private IEventMultiplexer CreateForAnyHandle()
    {
        IEventMultiplexer mux = Create();
        bool has = mux.Features.HasFlag(MultiplexerFeatures.AnyHandle);
        if (!has)
        {
            mux.Dispose();
        }

        Assert.SkipUnless(has, "this backend watches sockets only");
        return mux;
    }
}
