using Mux;

namespace UdpGame;

/// <summary>Sends everybody the state of a tick: the datagrams differ only in the key and the echo, and go many a system call.</summary>
/// <param name="socket">The server's socket; it stays the caller's.</param>
/// <param name="players">Who plays.</param>
internal sealed class Broadcast(DatagramSocket socket, Players players)
{
    private readonly DatagramBatch _batch = new(capacity: 256, Wire.MaxLength); // 300 KB: what has been written is still in the cache when it is sent.
    private readonly byte[] _datagram = new byte[Wire.MaxLength];
    private uint _sequence;
    private int _window; // The player that the window of a state begins with.

    /// <summary>States that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>States that the system did not take.</summary>
    public long Unsent { get; private set; }

    /// <summary>Sends the state of a tick. What the system does not take at once is given up: by the time there is room, it is old.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="now">The present time.</param>
    public void Send(uint tick, TimeSpan now)
    {
        int count = players.Count;
        State state = Compose(tick, now);
        int first = count == 0 ? 0 : (int)(_sequence % (uint)count); // Another one each time: whoever comes last bears what the system does not take.
        for (int sent = 0; sent < count; sent++)
        {
            Player player = players[(first + sent) % count];
            (state with { Key = player.Key, Echo = player.EchoAt(now) }).WriteHead(_datagram);
            Add(_datagram.AsSpan(0, state.Length), player);
        }

        Flush();
    }

    /// <summary>Tells everybody that the server ends.</summary>
    public void SayBye()
    {
        for (int index = 0; index < players.Count; index++)
        {
            socket.TrySend(_datagram.AsSpan(0, new Bye(players[index].Key).Write(_datagram)), players[index].Address); // Whom it does not reach hears the silence.
        }
    }

    private State Compose(uint tick, TimeSpan now)
    {
        int count = players.Count;
        var state = new State(Key: 0, ++_sequence, tick, Wire.Microseconds(now), default, (ushort)count, (ushort)Math.Min(count, State.MaxPlayers));
        for (int index = 0; index < state.Count; index++)
        {
            Player player = players[(_window + index) % count];
            State.WritePlayer(_datagram, index, player.Id, player.MotionAt(now));
        }

        _window = count == 0 ? 0 : (_window + state.Count) % count;
        return state;
    }

    private void Add(ReadOnlySpan<byte> datagram, Player to)
    {
        if (!_batch.TryAdd(datagram, to.Address))
        {
            Flush();
            _batch.TryAdd(datagram, to.Address);
        }
    }

    private void Flush()
    {
        int done = 0;
        while (done < _batch.Count)
        {
            SocketResult result = socket.TrySend(_batch, done);
            if (result.IsDone)
            {
                done += result.Count;
                Sent += result.Count;
            }
            else if (result.WouldBlock)
            {
                Unsent += _batch.Count - done;
                break;
            }
            else
            {
                done++; // There is no way to this one player.
                Unsent++;
            }
        }

        _batch.Clear();
    }
}
