using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>One end of a connection that sends a known sequence, checks the one it receives, and answers each event as the lot falls.</summary>
internal sealed class DuplexSide
{
    private readonly byte[] _buffer = new byte[8 * 1024];
    private readonly Socket _socket;
    private readonly Random _lot;
    private readonly EventRegistration _registration;
    private readonly int _sends;
    private readonly int _expects;
    private int _sent;
    private int _received;

    public DuplexSide(IEventMultiplexer mux, Socket socket, TriggerMode trigger, Random lot, int sends, int expects)
    {
        _socket = socket;
        _lot = lot;
        _sends = sends;
        _expects = expects;
        _registration = mux.Register(socket, Wanted, trigger, this);
    }

    /// <summary>How often the end of the peer's stream was read.</summary>
    public int Ends { get; private set; }

    /// <summary>Sends that directly followed an event which said Writable.</summary>
    public int FirstSends { get; private set; }

    /// <summary>Those among them that would have blocked.</summary>
    public int FirstSendsThatBlocked { get; private set; }

    public bool IsFinished => Ends > 0 && HasSentEnd;

    /// <summary>Whether it has more to do, and asks for nothing at present.</summary>
    public bool IsPaused => !IsFinished && _registration.Interests == Interests.None;

    private bool HasSentEnd { get; set; }

    private Interests Wanted => (Ends == 0 ? Interests.Readable : Interests.None) | (HasSentEnd ? Interests.None : Interests.Writable);

    public void Resume() => _registration.Modify(Wanted);

    public void Handle(ReadyEvent ready)
    {
        AssertAskedFor(ready);

        if (ready.CanRead && Ends == 0)
        {
            Read();
        }

        if (ready.CanWrite && !HasSentEnd)
        {
            Write();
        }

        AskForMore();
    }

    private void AssertAskedFor(ReadyEvent ready)
    {
        const Readiness Directions = Readiness.Readable | Readiness.Writable | Readiness.Priority;
        var asked = (Readiness)_registration.Interests;

        Assert.NotEqual(Readiness.None, ready.Readiness & asked);
        Assert.Equal(Readiness.None, ready.Readiness & Directions & ~asked);
        Assert.False(ready.IsError);

        // The peer has ended its half, so there is an end to read; a side that is told so before the peer did so is told wrong.
        Assert.True(!ready.IsReadClosed || ready.CanRead);
    }

    private void Read()
    {
        switch (_lot.Next(4))
        {
            case 0: // Leaves it for later.
                return;
            case 1: // Some of it.
                ReadOnce(1 + _lot.Next(1000));
                return;
            default: // All that there is.
                while (ReadOnce(_buffer.Length))
                {
                }

                return;
        }
    }

    private bool ReadOnce(int length)
    {
        int read = _socket.Receive(_buffer, 0, length, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            _registration.NotifyWouldBlock(Interests.Readable);
            return false;
        }

        Assert.Equal(SocketError.Success, error);
        if (read == 0)
        {
            Assert.Equal(_expects, _received);
            Ends++;
            return false;
        }

        for (int i = 0; i < read; i++)
        {
            Assert.Equal(ByteAt(_received++), _buffer[i]);
        }

        return true;
    }

    private void Write()
    {
        bool first = true;
        for (int sends = _lot.Next(4); sends > 0 && _sent < _sends; sends--)
        {
            int length = Math.Min(1 + _lot.Next(_buffer.Length), _sends - _sent);
            for (int i = 0; i < length; i++)
            {
                _buffer[i] = ByteAt(_sent + i);
            }

            int sent = _socket.Send(_buffer, 0, length, SocketFlags.None, out SocketError error);
            bool blocked = error == SocketError.WouldBlock;
            FirstSends += first ? 1 : 0;
            FirstSendsThatBlocked += first && blocked ? 1 : 0;
            first = false;
            if (blocked)
            {
                _registration.NotifyWouldBlock(Interests.Writable);
                return;
            }

            Assert.Equal(SocketError.Success, error);
            _sent += sent;
        }

        if (_sent == _sends)
        {
            _socket.Shutdown(SocketShutdown.Send);
            HasSentEnd = true;
        }
    }

    /// <summary>Every way to go on. Each evaluates the handle anew, so that edges left undrained and one-shots that have fired are heard of again.</summary>
    private void AskForMore()
    {
        switch (_lot.Next(5))
        {
            case 0: // Stops listening for a while.
                _registration.Modify(Interests.None);
                break;
            case 1: // Changes its mind, twice.
                _registration.Modify(Interests.Writable);
                _registration.Modify(Interests.Readable);
                _registration.Modify(Wanted);
                break;
            case 2 when _registration.TriggerMode == TriggerMode.OneShot && _registration.Interests == Wanted:
                _registration.Rearm();
                break;
            default:
                _registration.Modify(Wanted);
                break;
        }
    }

    private static byte ByteAt(int position) => (byte)((position * 31) ^ (position >> 8));
}
