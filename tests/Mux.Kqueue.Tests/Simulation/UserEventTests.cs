using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>EVFILT_USER.</summary>
public sealed class UserEventTests : IDisposable
{
    private readonly TestedQueue _queue = new();

    [Fact]
    public void A_trigger_is_reported_once_with_clear()
    {
        _queue.Apply(_queue.User(KFlags.Add | KFlags.Clear));
        Assert.Empty(_queue.Poll());

        _queue.Apply(_queue.User(KFlags.None, UserEvent.Trigger), _queue.User(KFlags.None, UserEvent.Trigger));

        Assert.Single(_queue.Poll());
        Assert.Empty(_queue.Poll());
    }

    [Fact]
    public void Without_clear_it_stays_hot()
    {
        _queue.Apply(_queue.User(KFlags.Add));

        _queue.Apply(_queue.User(KFlags.None, UserEvent.Trigger));

        Assert.Single(_queue.Poll());
        Assert.Single(_queue.Poll());
    }

    [Fact]
    public void Triggering_what_was_not_added_is_refused() => Assert.Equal(Errno.ENOENT, _queue.Submit(_queue.User(KFlags.None, UserEvent.Trigger)));

    [Fact]
    public void A_trigger_ends_a_wait()
    {
        _queue.Apply(_queue.User(KFlags.Add | KFlags.Clear));
        Background waiter = Background.RunUntilAboutToWait(aboutToWait =>
        {
            aboutToWait();
            Assert.Single(_queue.Wait());
        });

        _queue.Apply(_queue.User(KFlags.None, UserEvent.Trigger));

        waiter.Join();
    }

    public void Dispose() => _queue.Dispose();
}
