using System.Net;
using System.Net.Sockets;

namespace UdpGame.Tests;

/// <summary>Stands between one client and a server: what goes to the client may be kept from it, changed, or forged.</summary>
internal sealed class Relay : IDisposable
{
    private readonly Socket _front = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _back = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _end = new();
    private volatile SocketAddress? _client;

    public Relay(IPEndPoint server)
    {
        _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _back.Connect(server);
        _ = Task.Run(CarryToServerAsync);
        _ = Task.Run(CarryToClientAsync);
    }

    /// <summary>What the client takes for the server.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_front.LocalEndPoint!;

    /// <summary>Whether a datagram of the server reaches the client; it may be looked at and changed.</summary>
    public Func<Memory<byte>, bool> Passes { get; set; } = static _ => true;

    /// <summary>Sends the client a datagram that no server has sent.</summary>
    public void Forge(Func<byte[], int> write)
    {
        byte[] datagram = new byte[Wire.MaxLength];
        _front.SendTo(datagram.AsSpan(0, write(datagram)), SocketFlags.None, _client!);
    }

    public void Dispose()
    {
        _end.Cancel();
        _front.Dispose();
        _back.Dispose();
        _end.Dispose();
    }

    private async Task CarryToServerAsync()
    {
        byte[] buffer = new byte[Wire.MaxLength];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (!_end.IsCancellationRequested)
        {
            int count = await _front.ReceiveFromAsync(buffer, SocketFlags.None, from, _end.Token);
            _client ??= from; // There is one, and its address stays the same.
            await _back.SendAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }

    private async Task CarryToClientAsync()
    {
        byte[] buffer = new byte[Wire.MaxLength];
        while (!_end.IsCancellationRequested)
        {
            Memory<byte> datagram = buffer.AsMemory(0, await _back.ReceiveAsync(buffer, _end.Token));
            if (Passes(datagram))
            {
                await _front.SendToAsync(datagram, SocketFlags.None, _client!, _end.Token);
            }
        }
    }
}
