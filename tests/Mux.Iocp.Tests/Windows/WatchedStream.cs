using System.Net.Sockets;

namespace Mux.Iocp.Tests;

/// <summary>A connection whose one end is written to by the thread that owns it, and whose other end is read by whichever thread its events come to.</summary>
internal sealed class WatchedStream
{
    private readonly IEventMultiplexer _mux;
    private readonly TriggerMode _trigger;
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private readonly Lock _reading = new(); // Events of a former registration and of the present one may be read at the same time.
    private readonly byte[] _buffer = new byte[1024];
    private EventRegistration _registration;
    private long _received;

    public WatchedStream(IEventMultiplexer mux, TriggerMode trigger)
    {
        _mux = mux;
        _trigger = trigger;
        _registration = mux.Register(_pair.Left, Interests.Readable, trigger, this);
    }

    public long Sent { get; private set; }

    public long Received => Volatile.Read(ref _received);

    /// <summary>Sends a byte, unless nobody has read for so long that there is no room.</summary>
    public void Send() => Sent += _pair.Right.Send([1], SocketFlags.None, out _);

    public void RegisterAnew()
    {
        _registration.Dispose();
        _registration = _mux.Register(_pair.Left, Interests.Readable, _trigger, this);
    }

    public void Modify(Interests interests) => _registration.Modify(interests);

    /// <summary>Asks for what is to read, once, and waits until all that was sent has been read.</summary>
    public void Finish()
    {
        _registration.Modify(Interests.Readable);
        Assert.True(SpinWait.SpinUntil(() => Received == Sent, Bound.Hang), $"Of {Sent} bytes {Received} were read, and no event tells of the rest.");
    }

    public void Close(bool unregisterFirst)
    {
        if (unregisterFirst)
        {
            _registration.Dispose();
        }

        _pair.Dispose();
    }

    /// <summary>Reads until it would block, and has the next event come.</summary>
    public void Read(EventRegistration registration)
    {
        lock (_reading)
        {
            try
            {
                int read;
                while ((read = _pair.Left.Receive(_buffer, SocketFlags.None, out _)) > 0)
                {
                    Volatile.Write(ref _received, _received + read);
                }
            }
            catch (ObjectDisposedException)
            {
                return; // Closed since, after all had been read.
            }
        }

        registration.NotifyWouldBlock(Interests.Readable);
        registration.NotifyWouldBlock(Interests.Writable);
        if (_trigger == TriggerMode.OneShot && Record.Exception(registration.Rearm) is { } failure)
        {
            Assert.IsType<ObjectDisposedException>(failure); // Its owner has registered anew since, or closed.
        }
    }
}
