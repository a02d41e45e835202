using System.Net.Sockets;

namespace Mux.Compare.Servers;

/// <summary>The class library's <see cref="Socket.Select(System.Collections.IList?, System.Collections.IList?, System.Collections.IList?, int)"/>, one thread. Sends block: whoever selects for reading alone has it so.</summary>
internal sealed class SelectServer : IServer
{
    private readonly List<Socket> _open = [];
    private readonly List<Socket> _ready = [];
    private readonly byte[] _buffer = new byte[Listening.BufferSize];

    public void Run(Action<int> listens)
    {
        using Socket listener = Listening.StartSocket(listens);
        while (true)
        {
            _ready.Clear();
            _ready.Add(listener);
            _ready.AddRange(_open);
            Socket.Select(_ready, null, null, Timeout.InfiniteTimeSpan);
            foreach (Socket socket in _ready)
            {
                if (socket == listener)
                {
                    Accept(listener);
                }
                else
                {
                    Echo(socket);
                }
            }
        }
    }

    private void Accept(Socket listener)
    {
        Socket socket = listener.Accept();
        socket.NoDelay = true;
        _open.Add(socket);
    }

    private void Echo(Socket socket)
    {
        int received = socket.Receive(_buffer, SocketFlags.None, out SocketError error);
        int sent = received;
        if (received > 0)
        {
            sent = socket.Send(_buffer.AsSpan(0, received), SocketFlags.None, out error);
        }

        if (error != SocketError.Success || received == 0 || sent < received)
        {
            _open.Remove(socket);
            socket.Dispose();
        }
    }
}
