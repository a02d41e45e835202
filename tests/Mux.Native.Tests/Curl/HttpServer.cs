using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mux.Native.Tests.Curl;

/// <summary>
/// As little of an HTTP/1.1 server as the facts need, on a loop of its own. /N answers N bytes of <see cref="Pattern"/>, /silence does not
/// answer, /cut answers half a body and closes, /post answers what was posted.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    private const string ContentLength = "Content-Length: ";

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
        // A copy: the method that serves a connection removes it.
        _loop.InvokeAsync(() => Array.ForEach([.. _open], socket => socket.Dispose())).GetAwaiter().GetResult();
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
                    string? length = head.FirstOrDefault(line => line.StartsWith(ContentLength, StringComparison.Ordinal));
                    int bodyLength = length is null ? 0 : int.Parse(length[ContentLength.Length..], CultureInfo.InvariantCulture);
                    while (filled < headEnd + bodyLength)
                    {
                        filled += await ReceiveAsync(socket, buffer.AsMemory(filled));
                    }

                    if (!await TryAnswerAsync(socket, head[0].Split(' ')[1], buffer.AsMemory(headEnd, bodyLength)))
                    {
                        return;
                    }

                    buffer.AsSpan(headEnd + bodyLength, filled - headEnd - bodyLength).CopyTo(buffer);
                    filled -= headEnd + bodyLength;
                }
            }
            catch (Exception end) when (end is EndOfStreamException or SocketException or ObjectDisposedException)
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
        await socket.ReceiveAsync(buffer) is > 0 and var count ? count : throw new EndOfStreamException();

    private static async Task SendAsync(StreamSocket socket, int length, ReadOnlyMemory<byte> body) =>
        await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{ContentLength}{length}\r\n\r\n"), body);
}
