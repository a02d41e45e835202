namespace Mux.Tests;

/// <summary>The queue of a loop at its seal: each item has one owner, the loop or whoever added it.</summary>
public sealed class WorkQueueTests
{
    private static readonly Action<object, object?> Nothing = static (_, _) => { };

    [Fact]
    public void Items_come_out_in_the_order_in_which_they_went_in()
    {
        var queue = new WorkQueue();
        WorkItem[] items = [.. Enumerable.Range(0, 100).Select(number => Item(number))];

        Assert.All(items, item => Assert.True(queue.TryAdd(item)));

        Assert.Equal(items, TakeAll(queue));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void The_seal_hands_over_what_is_left_and_refuses_what_comes()
    {
        var queue = new WorkQueue();
        WorkItem item = Item("left over");
        queue.TryAdd(item);

        Assert.Equal([item], queue.Seal());

        Assert.False(queue.TryAdd(Item("late")));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Whoever_adds_while_the_queue_is_sealed_learns_whether_the_item_is_still_his()
    {
        const int Threads = 3;
        for (int round = 0; round < Wine.TenthOf(3000); round++)
        {
            var queue = new WorkQueue();
            var accepted = new List<WorkItem>[Threads];
            var ofTheLoop = new List<WorkItem>();

            Crowd.Of(Threads + 1, member =>
            {
                if (member < Threads)
                {
                    accepted[member] = AddUntilRefused(queue, member);
                    return 0;
                }

                Thread.SpinWait(round % 500);
                ofTheLoop.AddRange(TakeAll(queue, atMost: round % 50));
                ofTheLoop.AddRange(queue.Seal());
                return 0;
            });

            Assert.Equal(accepted.SelectMany(items => items).ToHashSet(), ofTheLoop.ToHashSet());
            Assert.Equal(accepted.Sum(items => items.Count), ofTheLoop.Count);
        }
    }

    private static WorkItem Item(object target) => new(Nothing, target, null, 0);

    private static List<WorkItem> AddUntilRefused(WorkQueue queue, int member)
    {
        var accepted = new List<WorkItem>();
        for (int number = 0; ; number++)
        {
            WorkItem item = Item((member, number));
            if (!queue.TryAdd(item))
            {
                return accepted;
            }

            accepted.Add(item);
        }
    }

    private static List<WorkItem> TakeAll(WorkQueue queue, int atMost = int.MaxValue)
    {
        var taken = new List<WorkItem>();
        while (taken.Count < atMost && queue.TryTake(out WorkItem item))
        {
            taken.Add(item);
        }

        return taken;
    }
}
