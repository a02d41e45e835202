using Mux.Kqueue.Interop;
using static Mux.Kqueue.Tests.Simulation.TestedQueue;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>How a list of changes is applied, and how its outcome is told.</summary>
public sealed class ChangeListTests : IDisposable
{
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private readonly TestedQueue _queue = new();

    [Fact]
    public void Receipts_come_in_order_with_the_change_and_its_outcome()
    {
        KEvent add = Writing(_pair.Left, KFlags.Add | KFlags.Receipt);
        KEvent missing = Reading(_pair.Left, KFlags.Delete | KFlags.Receipt);

        KEvent[] receipts = _queue.SubmitWithRoom(2, add, missing);

        Assert.Equal(
            [add with { Flags = KFlags.Add | KFlags.Receipt | KFlags.Error }, missing with { Flags = KFlags.Delete | KFlags.Receipt | KFlags.Error, Data = Errno.ENOENT }],
            receipts);
    }

    [Fact]
    public void A_call_with_a_receipt_neither_waits_nor_reports()
    {
        _queue.Apply(Writing(_pair.Left, KFlags.Add));
        var events = new KEvent[16];

        SyscallResult told = _queue.Kevent([Reading(_pair.Left, KFlags.Add | KFlags.Receipt)], events, timeout: null);

        Assert.Equal(1, told.Value);
        Assert.Equal(KFilter.Read, events[0].Filter);
        Assert.Equal(KFilter.Write, Assert.Single(_queue.Poll()).Filter);
    }

    [Fact]
    public void An_error_with_room_is_told_and_later_changes_are_applied()
    {
        KEvent[] told = _queue.SubmitWithRoom(16, Reading(_pair.Left, KFlags.Delete), Writing(_pair.Left, KFlags.Add));

        Assert.Equal(Errno.ENOENT, Assert.Single(told).Data);
        Assert.Equal(KFilter.Write, Assert.Single(_queue.Poll()).Filter);
    }

    [Fact]
    public void An_error_without_room_ends_the_call()
    {
        Assert.Equal(Errno.ENOENT, _queue.Submit(Reading(_pair.Left, KFlags.Delete), Writing(_pair.Left, KFlags.Add)));

        Assert.Empty(_queue.Poll());
    }

    [Fact]
    public void Without_room_no_call_waits()
    {
        SyscallResult returned = _queue.Kevent([], [], timeout: null);

        Assert.Equal(0, returned.Value);
    }

    [Fact]
    public void Changes_without_receipts_and_events_share_a_call()
    {
        Assert.Equal(KFilter.Write, Assert.Single(_queue.SubmitWithRoom(16, Writing(_pair.Left, KFlags.Add))).Filter);
    }

    [Fact]
    public void What_is_not_open_is_refused() =>
        Assert.Equal(Errno.EBADF, _queue.Submit(new KEvent { Ident = 1_000_000, Filter = KFilter.Read, Flags = KFlags.Add }));

    [Fact]
    public void An_unknown_filter_is_refused() =>
        Assert.Equal(Errno.EINVAL, _queue.Submit(new KEvent { Ident = 0, Filter = -3, Flags = KFlags.Add }));

    [Fact]
    public void A_device_without_readiness_is_refused()
    {
        using var nowhere = File.OpenHandle("/dev/null");

        Assert.Equal(Errno.EINVAL, _queue.Submit(Reading(nowhere, KFlags.Add)));
    }

    public void Dispose()
    {
        _queue.Dispose();
        _pair.Dispose();
    }
}
