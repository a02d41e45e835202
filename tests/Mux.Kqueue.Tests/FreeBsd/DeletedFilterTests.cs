using Mux.Kqueue.Tests.Simulation;
using Mux.LinuxNative;

namespace Mux.Kqueue.Tests.FreeBsd;

/// <summary>Filters that the kernel deletes with their last report (EV_EOF|EV_ONESHOT): on FreeBSD that of a pipe's writer whose reader has gone, on macOS those of a terminal that has hung up.</summary>
public sealed class DeletedFilterTests
{
    private const Readiness ReaderGone = Readiness.Writable | Readiness.WriteClosed | Readiness.Error;

    [Fact]
    public void On_FreeBSD_a_level_triggered_writer_is_told_at_every_wait_that_the_reader_has_gone()
    {
        using KqueueMultiplexer mux = FreeBsdUnderTest.Create();
        using var pipe = new PipePair();
        EventRegistration writer = mux.Register(pipe.Writer, Interests.Writable);
        Assert.Equal(new ReadyEvent(writer, Readiness.Writable), mux.WaitForOne());

        pipe.CloseReader();

        for (int wait = 0; wait < 3; wait++)
        {
            Assert.Equal(new ReadyEvent(writer, ReaderGone), mux.WaitForOne());
        }

        writer.Modify(Interests.None);
        mux.AssertQuiet();
        writer.Modify(Interests.Writable);
        Assert.Equal(new ReadyEvent(writer, ReaderGone), mux.WaitForOne());
    }

    [Theory]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void On_FreeBSD_another_writer_is_told_once_and_again_when_it_asks(TriggerMode trigger)
    {
        using KqueueMultiplexer mux = FreeBsdUnderTest.Create();
        using var pipe = new PipePair();
        EventRegistration writer = mux.Register(pipe.Writer, Interests.Writable, trigger);
        mux.WaitForOne();
        if (trigger == TriggerMode.OneShot)
        {
            writer.Rearm();
            mux.WaitForOne();
            writer.Rearm();
        }

        pipe.CloseReader();
        Assert.Equal(ReaderGone, mux.WaitForOne().Readiness & ReaderGone);
        mux.AssertQuiet();

        writer.Modify(Interests.Writable);
        Assert.Equal(new ReadyEvent(writer, ReaderGone), mux.WaitForOne());
    }

    [Fact]
    public void On_macOS_a_terminal_that_has_hung_up_is_reported_at_every_wait_and_stays_the_registered_one()
    {
        using var mux = new KqueueMultiplexer(new SimulatedKernel(Interop.KqueueAbi.Darwin));
        using var pty = new Pty();
        EventRegistration slave = mux.Register(pty.Slave, Interests.Readable);
        mux.AssertQuiet();

        pty.Master.Dispose();

        for (int wait = 0; wait < 3; wait++)
        {
            ReadyEvent told = mux.WaitForOne();
            Assert.Equal(slave, told.Registration);
            Assert.True(told.Readiness.HasFlag(Readiness.Readable | Readiness.ReadClosed));
        }

        slave.Modify(Interests.None);
        mux.AssertQuiet();
        slave.Modify(Interests.Readable, TriggerMode.Edge);
        Assert.Equal(slave, mux.WaitForOne().Registration);
        mux.AssertQuiet();
        Assert.Throws<InvalidOperationException>(() => mux.Register(pty.Slave, Interests.Readable));
        slave.Dispose();
        using EventRegistration again = mux.Register(pty.Slave, Interests.Readable);
        Assert.Equal(again, mux.WaitForOne().Registration);
    }
}
