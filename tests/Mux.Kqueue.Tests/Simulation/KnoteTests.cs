using Mux.Kqueue.Interop;
using static Mux.Kqueue.Tests.Simulation.TestedQueue;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>What a knote keeps, what a change does to it, and what the delivery of its event does.</summary>
public sealed class KnoteTests : IDisposable
{
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private readonly TestedQueue _queue = new();

    [Fact]
    public void Flags_are_fixed_when_it_is_added()
    {
        _queue.Apply(Writing(_pair.Left, KFlags.Add));

        _queue.Apply(Writing(_pair.Left, KFlags.Add | KFlags.Clear), Writing(_pair.Left, KFlags.Add | KFlags.Dispatch));

        Assert.Single(_queue.Poll());
        Assert.Single(_queue.Poll());
    }

    [Fact]
    public void Deleting_and_adding_changes_the_flags()
    {
        _queue.Apply(Writing(_pair.Left, KFlags.Add));

        _queue.Apply(Writing(_pair.Left, KFlags.Delete), Writing(_pair.Left, KFlags.Add | KFlags.Clear));

        Assert.Single(_queue.Poll());
        Assert.Empty(_queue.Poll());
    }

    [Theory]
    [InlineData(0)]
    [InlineData((int)KFlags.Add)]
    [InlineData((int)KFlags.Enable)]
    public void Every_touch_replaces_the_user_data(int flags)
    {
        _queue.Apply(Writing(_pair.Left, KFlags.Add, userData: 1));

        _queue.Apply(Writing(_pair.Left, (KFlags)flags, userData: 2));

        Assert.Equal(2ul, Assert.Single(_queue.Poll()).UserData);
    }

    [Theory]
    [InlineData(0)]
    [InlineData((int)KFlags.Add)]
    [InlineData((int)KFlags.Enable)]
    public void Every_touch_evaluates_anew(int flags)
    {
        _queue.Apply(Writing(_pair.Left, KFlags.Add | KFlags.Clear));
        Assert.Single(_queue.Poll());
        Assert.Empty(_queue.Poll());

        _queue.Apply(Writing(_pair.Left, (KFlags)flags));

        Assert.Single(_queue.Poll());
    }

    [Fact]
    public void Dispatch_disables_and_enabling_brings_back_what_holds()
    {
        _queue.Apply(Writing(_pair.Left, KFlags.Add | KFlags.Dispatch));
        Assert.Single(_queue.Poll());
        Assert.Empty(_queue.Poll());

        _queue.Apply(Writing(_pair.Left, KFlags.Enable));

        Assert.Single(_queue.Poll());
        Assert.Empty(_queue.Poll());
    }

    [Fact]
    public void Dispatch_leaves_the_other_filter_alone()
    {
        _queue.Apply(Reading(_pair.Left, KFlags.Add | KFlags.Dispatch), Writing(_pair.Left, KFlags.Add | KFlags.Dispatch));
        Assert.Equal(KFilter.Write, Assert.Single(_queue.Poll()).Filter);

        _pair.Right.Send([1]);

        Assert.Equal(KFilter.Read, Assert.Single(_queue.Poll()).Filter);
    }

    [Fact]
    public void Clear_reports_once_for_each_change()
    {
        _queue.Apply(Reading(_pair.Left, KFlags.Add | KFlags.Clear));
        _pair.Right.Send([1]);
        Assert.Equal(1, Assert.Single(_queue.Poll()).Data);
        Assert.Empty(_queue.Poll());

        _pair.Right.Send([2]);

        Assert.Equal(2, Assert.Single(_queue.Poll()).Data);
        Assert.Empty(_queue.Poll());
    }

    [Fact]
    public void Level_reports_until_it_holds_no_more()
    {
        _queue.Apply(Reading(_pair.Left, KFlags.Add));
        _pair.Right.Send([1]);
        Assert.Single(_queue.Poll());
        Assert.Single(_queue.Poll());

        _pair.Left.Receive(new byte[1]);

        Assert.Empty(_queue.Poll());
    }

    [Fact]
    public void A_one_shot_knote_is_gone_after_its_event()
    {
        _queue.Apply(Writing(_pair.Left, KFlags.Add | Knote.OneShot));

        Assert.Single(_queue.Poll());

        Assert.Equal(Errno.ENOENT, _queue.Submit(Writing(_pair.Left, KFlags.Enable)));
        Assert.Equal(Errno.ENOENT, _queue.Submit(Writing(_pair.Left, KFlags.Delete)));
    }

    [Fact]
    public void A_disabled_knote_is_silent_and_remembers()
    {
        _queue.Apply(Reading(_pair.Left, KFlags.Add | KFlags.Disable));
        _pair.Right.Send([1]);
        Assert.Empty(_queue.Poll());

        _queue.Apply(Reading(_pair.Left, KFlags.Enable));

        Assert.Single(_queue.Poll());
    }

    [Fact]
    public void Ready_knotes_take_turns_when_there_is_not_room_for_all()
    {
        using var other = ConnectedPair.OnLoopback();
        _queue.Apply(Writing(_pair.Left, KFlags.Add, userData: 1), Writing(other.Left, KFlags.Add, userData: 2), Writing(_pair.Right, KFlags.Add, userData: 3));

        IEnumerable<ulong> seen = Enumerable.Range(0, 6).Select(_ => Assert.Single(_queue.Poll(room: 1)).UserData);

        Assert.Equal([1ul, 2, 3, 1, 2, 3], seen);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _pair.Dispose();
    }
}
