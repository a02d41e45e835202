using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Rules 5 and 10: a descriptor number that the system gives out again brings none of its last owner's events with it.</summary>
/// <remarks>
/// Which number a new socket gets is the system's affair, and other threads open sockets too: each fact tries until a number came back.
/// </remarks>
public abstract class HandleReuseTests : ConformanceSuite
{
    [Fact]
    public virtual void A_handler_that_closes_a_socket_and_gets_its_number_again_is_told_of_neither_in_the_same_batch()
    {
        ReusedHandle.Try(() =>
        {
            using IEventMultiplexer mux = Create();
            using var first = ConnectedPair.OnLoopback();
            using var second = ConnectedPair.OnLoopback();
            using var idle = ConnectedPair.OnLoopback();
            EventRegistration a = mux.Register(first.Left, Interests.Readable);
            EventRegistration b = mux.Register(second.Left, Interests.Readable);
            first.Right.Send([1]);
            second.Right.Send([1]);
            var events = new ReadyEvents();
            mux.WaitUntilCount(events, 2);

            var handled = new List<EventRegistration>();
            Socket? reopened = null;
            foreach (ReadyEvent ready in events)
            {
                handled.Add(ready.Registration);
                (EventRegistration other, Socket socket) = ready.Registration == a ? (b, second.Left) : (a, first.Left);
                other.Dispose();
                reopened = ReusedHandle.Reopen(socket);
                if (reopened is not null)
                {
                    mux.Register(reopened, Interests.Readable);
                }
            }

            Assert.Single(handled);
            using (reopened)
            {
                return reopened is not null;
            }
        });
    }

    [Fact]
    public virtual void A_number_that_comes_back_after_unregistering_reports_only_its_new_owner()
    {
        ReusedHandle.Try(() =>
        {
            using IEventMultiplexer mux = Create();
            using var pair = ConnectedPair.OnLoopback();
            EventRegistration old = mux.Register(pair.Left, Interests.Readable);
            pair.Right.Send([1]);
            mux.WaitForOne();

            old.Dispose();
            using Socket? reopened = ReusedHandle.Reopen(pair.Left);
            if (reopened is null)
            {
                return false;
            }

            EventRegistration renewed = mux.Register(reopened, Interests.Readable);
            mux.AssertQuiet();
            reopened.SendTo([1], reopened.LocalEndPoint!);
            Assert.Equal(new ReadyEvent(renewed, Readiness.Readable), mux.WaitForOne());
            return true;
        });
    }

    [Fact]
    public virtual void A_number_that_comes_back_without_unregistering_reports_only_its_new_owner()
    {
        ReusedHandle.Try(() =>
        {
            using IEventMultiplexer mux = Create();
            using var pair = ConnectedPair.OnLoopback();
            EventRegistration old = mux.Register(pair.Left, Interests.Readable);
            pair.Right.Send([1]);
            var events = new ReadyEvents();
            mux.WaitUntilCount(events, 1);

            using Socket? reopened = ReusedHandle.Reopen(pair.Left);
            if (reopened is null)
            {
                return false;
            }

            EventRegistration renewed = mux.Register(reopened, Interests.Readable);
            Assert.False(old.IsRegistered);
            Assert.Empty(events.ToList());
            reopened.SendTo([1], reopened.LocalEndPoint!);
            Assert.Equal(new ReadyEvent(renewed, Readiness.Readable), mux.WaitForOne());
            return true;
        });
    }

    [Fact]
    public virtual void Unregistering_too_late_leaves_the_number_s_new_owner_registered()
    {
        ReusedHandle.Try(() =>
        {
            using IEventMultiplexer mux = Create();
            using var pair = ConnectedPair.OnLoopback();
            EventRegistration old = mux.Register(pair.Left, Interests.Readable);

            using Socket? reopened = ReusedHandle.Reopen(pair.Left);
            if (reopened is null)
            {
                return false;
            }

            EventRegistration renewed = mux.Register(reopened, Interests.Readable);
            old.Dispose();
            reopened.SendTo([1], reopened.LocalEndPoint!);

            Assert.True(renewed.IsRegistered);
            Assert.Equal(new ReadyEvent(renewed, Readiness.Readable), mux.WaitForOne());
            return true;
        });
    }

    [Fact]
    public virtual void A_closed_handle_cannot_be_modified_by_way_of_its_number_s_new_owner()
    {
        ReusedHandle.Try(() =>
        {
            using IEventMultiplexer mux = Create();
            using var pair = ConnectedPair.OnLoopback();
            EventRegistration old = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

            using Socket? reopened = ReusedHandle.Reopen(pair.Left);
            if (reopened is null)
            {
                return false;
            }

            EventRegistration renewed = mux.Register(reopened, Interests.Readable);
            Assert.Throws<ObjectDisposedException>(() => old.Modify(Interests.Writable));
            Assert.Throws<ObjectDisposedException>(old.Rearm);
            mux.AssertQuiet();
            Assert.Equal(Interests.Readable, renewed.Interests);
            return true;
        });
    }

    [Fact]
    public virtual void A_thousand_owners_of_few_numbers_each_get_their_own_events()
    {
        using IEventMultiplexer mux = Create();
        var events = new ReadyEvents();

        for (int round = 0; round < 1000; round++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            ReusedHandle.BindToLoopback(socket);
            EventRegistration registration = mux.Register(socket, Interests.Readable, TriggerMode.Edge);
            socket.SendTo([1], socket.LocalEndPoint!);
            mux.WaitUntilCount(events, 1);

            Assert.Equal([new ReadyEvent(registration, Readiness.Readable)], events.ToList());

            // Every other owner forgets to unregister.
            if (round % 2 == 0)
            {
                registration.Dispose();
            }
        }
    }
}
