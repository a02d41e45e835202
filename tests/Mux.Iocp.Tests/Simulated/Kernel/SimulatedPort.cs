using System.Diagnostics;
using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>The simulated completion port: a queue of packets, of which those of polls can be held back and let go in any order.</summary>
internal sealed class SimulatedPort(object guard)
{
    private readonly List<CompletionPacket> _packets = [];
    private readonly List<CompletionPacket> _held = [];
    private int _waiting;

    /// <summary>Whether packets of polls arrive only when they are let go.</summary>
    public bool HoldsBack { get; set; }

    /// <summary>How many packets are held back.</summary>
    public int Held => _held.Count;

    /// <summary>How many packets lie in the queue.</summary>
    public int Queued => _packets.Count;

    /// <summary>How many threads are blocked here.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A poll was answered.</summary>
    public void Arrive(nint block)
    {
        var packet = new CompletionPacket { Key = PacketKeys.Poll, Overlapped = block };
        if (HoldsBack)
        {
            _held.Add(packet);
            return;
        }

        Queue(packet);
    }

    /// <summary>Puts a packet behind all others.</summary>
    public void Queue(CompletionPacket packet)
    {
        lock (guard)
        {
            _packets.Add(packet);
            Monitor.PulseAll(guard);
        }
    }

    /// <summary>Lets one of the held packets go.</summary>
    public void LetGo(int index)
    {
        lock (guard)
        {
            CompletionPacket packet = _held[index];
            _held.RemoveAt(index);
            Queue(packet);
        }
    }

    /// <summary>Lets all go, and holds none back from now on.</summary>
    public void LetAllGo()
    {
        lock (guard)
        {
            HoldsBack = false;
            while (_held.Count > 0)
            {
                LetGo(0);
            }
        }
    }

    /// <summary>Whether there have been packets in the queue that no poll has sent.</summary>
    public bool HasCopies { get; private set; }

    /// <summary>Puts a packet behind all others that comes from nowhere.</summary>
    public void Forge(CompletionPacket packet)
    {
        HasCopies = true;
        Queue(packet);
    }

    /// <summary>Puts a second copy of the packet at an index of the queue behind all others.</summary>
    public void Duplicate(int index) => Forge(_packets[index]);

    /// <summary>Returns once this many threads are blocked here.</summary>
    public void AwaitWaiting(int threads)
    {
        bool arrived = SpinWait.SpinUntil(() => Waiting == threads, Bound.Hang);
        Assert.True(arrived, $"{threads} threads should wait, and {Waiting} do.");
    }

    /// <summary>Takes packets, first in first out.</summary>
    /// <returns>How many; 0 after the time has passed.</returns>
    public int Dequeue(CompletionBuffer buffer, uint milliseconds)
    {
        var limit = TimeSpan.FromMilliseconds(Math.Min(milliseconds, Bound.Hang.TotalMilliseconds));
        long started = Stopwatch.GetTimestamp();
        lock (guard)
        {
            _waiting++;
            while (_packets.Count == 0 && limit - Stopwatch.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(guard, left);
            }

            _waiting--;
            Assert.True(_packets.Count > 0 || milliseconds < Bound.Hang.TotalMilliseconds, "Nobody ended the wait.");
            int count = Math.Min(buffer.Capacity, _packets.Count);
            for (int i = 0; i < count; i++)
            {
                buffer[i] = _packets[i];
            }

            _packets.RemoveRange(0, count);
            return count;
        }
    }
}
