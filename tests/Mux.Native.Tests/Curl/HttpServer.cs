using System.Globalization;
using System.Net;
using System.Text;

namespace Mux.Native.Tests.Curl;

/// <summary>
/// As little of an HTTP/1.1 server as the facts need, on a loop of its own. GET /N answers N bytes of <see cref="Pattern"/>; GET /silence never answers; GET /cut answers half a body and closes; POST answers the body.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    private readonly EventLoop _loop = EventLoop.Start();
    private readonly StreamListener _listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly List<StreamSocket> _open = []; // The loop's.
    private int _connections;

    public HttpServer() => _loop.Post(AcceptAsync);

    /// <summary>What bodies consist of.</summary>
    public static byte[] Pattern { get; } = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)(i * 31 >> 3))];

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The port on the loopback address of IPv4.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _loop.InvokeAsync(() => Array.ForEach([.. _open], socket => socket.Dispose())).GetAwaiter().GetResult(); // Whoever serves one removes it.
        _listener.Dispose();
        _loop.Dispose();
    }

    private async void AcceptAsync()
    {
        _listener.AttachTo(_loop);
        try
        {
            while (true)
            {
                StreamSocket socket = await _listener.AcceptAsync();
                Interlocked.Increment(ref _connections);
                socket.AttachTo(_loop);
                _open.Add(socket);
                ServeAsync(socket);
            }
        }
        catch (ObjectDisposedException)
        {
            // The end.
        }
    }

    private async void ServeAsync(StreamSocket socket)
    {
        using (socket)
        {
            try
            {
                byte[] buffer = new byte[1 << 20];
                int filled = 0;
                while (true)
                {
                    int headEnd;
                    while ((headEnd = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) + 4) == 3)
                    {
                        filled += await ReceiveAsync(socket, buffer.AsMemory(filled));
                    }

                    string[] head = Encoding.ASCII.GetString(buffer, 0, headEnd).Split("\r\n");
                    int length = head.FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal)) is { } field ? int.Parse(field[16..], CultureInfo.InvariantCulture) : 0;
                    while (filled < headEnd + length)
                    {
                        filled += await ReceiveAsync(socket, buffer.AsMemory(filled));
                    }

                    if (!await TryAnswerAsync(socket, head[0].Split(' ')[1], buffer.AsMemory(headEnd, length)))
                    {
                        return;
                    }

                    buffer.AsSpan(headEnd + length, filled - headEnd - length).CopyTo(buffer);
                    filled -= headEnd + length;
                }
            }
            catch (Exception end) when (end is EndOfStreamException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                // The client has closed, or the server.
            }
        }

        _open.Remove(socket);
    }

    private static async Task<bool> TryAnswerAsync(StreamSocket socket, string path, ReadOnlyMemory<byte> posted)
    {
        switch (path)
        {
            case "/silence":
                return true;
            case "/cut":
                await SendAsync(socket, 1000, Pattern.AsMemory(0, 500));
                return false;
            case "/post":
                await SendAsync(socket, posted.Length, posted);
                return true;
            default:
                int length = int.Parse(path[1..], CultureInfo.InvariantCulture);
                await SendAsync(socket, length, Pattern.AsMemory(0, length));
                return true;
        }
    }

    private static async Task<int> ReceiveAsync(StreamSocket socket, Memory<byte> buffer) =>
        (await socket.ReceiveAsync(buffer)).OrThrow() is var count and > 0 ? count : throw new EndOfStreamException();

    private static async Task SendAsync(StreamSocket socket, int length, ReadOnlyMemory<byte> body) =>
        (await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"), body)).OrThrow();
}
