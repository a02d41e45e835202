using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StaticFiles.Tests.Serving;

/// <summary>A peer that speaks HTTP byte by byte, and whose every operation ends within the bound.</summary>
internal sealed class Client : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _begin;
    private int _end;

    /// <param name="server">Where to connect.</param>
    /// <param name="prepare">What to do with the socket before; null for nothing.</param>
    public Client(IPEndPoint server, Action<Socket>? prepare = null)
    {
        Socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)ServerProcess.Bound.TotalMilliseconds,
            SendTimeout = (int)ServerProcess.Bound.TotalMilliseconds,
        };
        prepare?.Invoke(Socket);
        Socket.Connect(server);
        _stream = new NetworkStream(Socket);
    }

    public Socket Socket { get; }

    /// <summary>Sends text as it is.</summary>
    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    public void Send(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Sends a GET of HTTP/1.1 with further lines of fields.</summary>
    public void Get(string path, params string[] lines) => Send($"GET {path} HTTP/1.1\r\nHost: test\r\n{string.Concat(lines.Select(line => $"{line}\r\n"))}\r\n");

    /// <summary>Receives a response with its body.</summary>
    /// <param name="toHead">Whether it answers HEAD, and so has no body.</param>
    public Response Receive(bool toHead = false)
    {
        Response response = ReceiveHead();
        bool hasBody = !toHead && response.Status != 304;
        return hasBody ? response with { Body = ReceiveExactly(response.Length) } : response;
    }

    /// <summary>Receives a response up to its body.</summary>
    public Response ReceiveHead()
    {
        var head = new StringBuilder();
        while (!EndsWith(head, "\r\n\r\n"))
        {
            int next = ReceiveByte();
            Assert.True(next >= 0, $"The connection ended behind '{head}'.");
            head.Append((char)next);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new Response(
            int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase),
            []);
    }

    /// <summary>Receives exactly so much.</summary>
    public byte[] ReceiveExactly(int count)
    {
        byte[] bytes = new byte[count];
        int got = 0;
        while (got < count)
        {
            int received = ReceiveSome(bytes.AsSpan(got));
            Assert.True(received > 0, $"The connection ended after {got} of {count} bytes.");
            got += received;
        }

        return bytes;
    }

    /// <summary>Receives what there is; 0 is the end.</summary>
    public int ReceiveSome(Span<byte> destination)
    {
        if (_begin == _end)
        {
            _begin = 0;
            _end = _stream.Read(_buffer);
        }

        int count = Math.Min(_end - _begin, destination.Length);
        _buffer.AsSpan(_begin, count).CopyTo(destination);
        _begin += count;
        return count;
    }

    /// <summary>Whether the server has ended its half, and sent nothing before. Waits for either.</summary>
    public bool IsAtEnd() => ReceiveByte() < 0;

    public void Dispose()
    {
        _stream.Dispose();
        Socket.Dispose();
    }

    private int ReceiveByte()
    {
        Span<byte> one = stackalloc byte[1];
        return ReceiveSome(one) == 0 ? -1 : one[0];
    }

    private static bool EndsWith(StringBuilder text, string end)
    {
        if (text.Length < end.Length)
        {
            return false;
        }

        for (int index = 1; index <= end.Length; index++)
        {
            if (text[^index] != end[^index])
            {
                return false;
            }
        }

        return true;
    }
}
