using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Mux.Conformance;

/// <summary>What has ended leaves nothing behind: no descriptor, no memory, no state object.</summary>
/// <remarks>Counts what the process holds, so a deriving class must keep other tests from running meanwhile.</remarks>
public abstract class LeakTests : ConformanceSuite
{
    /// <summary>Threads of the runtime and the test platform may come and go with a descriptor or two; a leak shows by the thousand.</summary>
    private const int Stray = 50;

    [Fact]
    public virtual void Two_thousand_multiplexers_leave_no_descriptor_behind()
    {
        var events = new ReadyEvents();
        CreateWaitDispose(events);
        int before = CountHandles();

        for (int i = 0; i < 2000; i++)
        {
            CreateWaitDispose(events);
        }

        Assert.InRange(CountHandles() - before, -Stray, Stray);
    }

    [Fact]
    public virtual void Ten_thousand_registrations_are_told_apart_changed_and_ended()
    {
        const int Sockets = 10_000;
        using IEventMultiplexer mux = Create();
        var sockets = new List<Socket>();
        try
        {
            while (sockets.Count < Sockets)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                sockets.Add(socket);
                ReusedHandle.BindToLoopback(socket);
            }
        }
        catch (SocketException limit) when (limit.SocketErrorCode == SocketError.TooManyOpenSockets)
        {
            sockets.ForEach(socket => socket.Dispose());
            Assert.Skip($"This system allows fewer than {Sockets} sockets in a process.");
        }

        EventRegistration[] registrations = [.. sockets.Select(socket => mux.Register(socket, Interests.Readable))];
        foreach (EventRegistration registration in registrations)
        {
            registration.Modify(Interests.Readable, TriggerMode.Edge);
        }

        mux.AssertQuiet();
        for (int i = 0; i < Sockets; i += 1000)
        {
            sockets[0].SendTo([1], sockets[i].LocalEndPoint!);
            Assert.Equal(new ReadyEvent(registrations[i], Readiness.Readable), mux.WaitForOne());
        }

        Array.ForEach(registrations, registration => registration.Dispose());
        sockets[0].SendTo([1], sockets[1].LocalEndPoint!);
        mux.AssertQuiet();
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public virtual void A_hundred_thousand_registrations_in_turn_leave_no_memory_behind()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        RegisterInTurn(mux, pair.Left, 1000);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        RegisterInTurn(mux, pair.Left, 100_000);

        // One reference kept for each would be 800,000 bytes.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 400_000);
    }

    [Fact]
    public virtual void A_state_object_can_be_collected_once_its_registration_has_ended()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        WeakReference state = RegisterAndEnd(mux, pair.Left);

        AssertCollected(state);
    }

    [Fact]
    public virtual void A_state_object_can_be_collected_once_the_multiplexer_is_disposed_of()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        WeakReference state = Register(mux, pair.Left);
        mux.Dispose();

        AssertCollected(state);
        GC.KeepAlive(mux);
    }

    [Fact]
    public virtual void A_state_object_lives_as_long_as_its_registration_is_in_force()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        WeakReference state = Register(mux, pair.Left);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        pair.Right.Send([1]);

        Assert.Same(state.Target, mux.WaitForOne().State);
        Assert.NotNull(state.Target);
    }

    [Fact]
    public virtual void A_multiplexer_that_nobody_disposed_of_gives_its_descriptors_back_when_collected()
    {
        CreateAndForget(1);
        int before = CountHandles();

        CreateAndForget(500);

        Assert.InRange(CountHandles() - before, -Stray, Stray);
    }

    /// <summary>How many descriptors or handles the process holds.</summary>
    protected virtual int CountHandles()
    {
        if (Directory.Exists("/dev/fd"))
        {
            return Directory.GetFileSystemEntries("/dev/fd").Length; // .NET's own count is always 0 on macOS.
        }

        using var process = Process.GetCurrentProcess();
        return process.HandleCount;
    }

    private static void AssertCollected(WeakReference reference)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(reference.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Register(IEventMultiplexer mux, Socket socket)
    {
        var state = new object();
        mux.Register(socket, Interests.Readable, TriggerMode.Level, state);
        return new WeakReference(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RegisterAndEnd(IEventMultiplexer mux, Socket socket)
    {
        var state = new object();
        mux.Register(socket, Interests.Writable, TriggerMode.Level, state).Dispose();
        return new WeakReference(state);
    }

    private static void RegisterInTurn(IEventMultiplexer mux, Socket socket, int times)
    {
        for (int i = 0; i < times; i++)
        {
            mux.Register(socket, Interests.Readable).Dispose();
        }
    }

    private void CreateWaitDispose(ReadyEvents events)
    {
        using IEventMultiplexer mux = Create();
        Assert.Equal(0, mux.Wait(events, TimeSpan.Zero));
    }

    private void CreateAndForget(int count)
    {
        Forget(count);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Forget(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Create().Wake();
            }
        }
    }
}
