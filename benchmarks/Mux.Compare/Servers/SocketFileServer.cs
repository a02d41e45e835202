using System.Net.Sockets;

namespace Mux.Compare.Servers;

/// <summary>The class library's <see cref="Socket"/> with its own sendfile: one file over HTTP/1.1 with kept connections; whatever is asked for, the answer is that file.</summary>
internal sealed class SocketFileServer(string path) : IServer
{
    private readonly byte[] _head = System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"HTTP/1.1 200 OK\r\nContent-Length: {new FileInfo(path).Length}\r\n\r\n"));

    public void Run(Action<int> listens) => Listening.ServeSockets(listens, ServeAsync);

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var requests = new byte[4096];
                int matched = 0;
                int received;
                while ((received = await socket.ReceiveAsync(requests)) > 0)
                {
                    for (int asked = CountRequests(requests.AsSpan(0, received), ref matched); asked > 0; asked--)
                    {
                        await socket.SendFileAsync(path, _head, default, TransmitFileOptions.UseDefaultWorkerThread);
                    }
                }
            }
            catch (SocketException)
            {
                // A reset.
            }
        }
    }

    // How many heads end here. How much of such an end has come before is kept: it may come in pieces.
    private static int CountRequests(ReadOnlySpan<byte> bytes, ref int matched)
    {
        ReadOnlySpan<byte> end = "\r\n\r\n"u8;
        int ended = 0;
        foreach (byte next in bytes)
        {
            matched = next == end[matched] ? matched + 1 : next == end[0] ? 1 : 0;
            if (matched == end.Length)
            {
                ended++;
                matched = 0;
            }
        }

        return ended;
    }
}
