using System.Net;
using System.Net.Sockets;
using Mux;

namespace TcpProxy;

/// <summary>Connects a client to the target, and relays between them.</summary>
/// <param name="options">What the command line asks for.</param>
/// <param name="trouble">Where trouble is reported.</param>
internal sealed class Forwarder(ProxyOptions options, Trouble trouble)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly TcpRelayOptions _relay = new() { IdleLimit = options.IdleLimit };

    /// <summary>Forwards one connection until it has ended. On a loop.</summary>
    /// <param name="client">The client's; closed at the end, and reset when there is no target for it.</param>
    /// <param name="stop">Cuts it off.</param>
    /// <returns>What was done; null when there was no target.</returns>
    /// <exception cref="OperationCanceledException">It was cut off.</exception>
    public async Task<RelayTotals?> ForwardAsync(StreamSocket client, CancellationToken stop)
    {
        try
        {
            if (await ConnectAsync(stop) is not { } target)
            {
                return null;
            }

            using (target)
            {
                trouble.End();
                client.NoDelay = true; // What comes is handed on as it comes; to hold small packets back is the peers' business.
                target.NoDelay = true;
                return await TcpRelay.RunAsync(client, target, _relay, stop);
            }
        }
        finally
        {
            client.Abort(); // After a relay this has no effect: that has closed it.
        }
    }

    // Null when the target cannot be reached, which has been reported then.
    private async Task<StreamSocket?> ConnectAsync(CancellationToken stop)
    {
        string why = "the name has no address";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ConnectLimit);
        try
        {
            foreach (IPEndPoint address in await options.To.ResolveAsync(limit.Token))
            {
                StreamSocket target = StreamSocket.Open(address.AddressFamily);
                SocketResult connected = await ConnectAsync(target, address, limit.Token);
                if (connected.IsDone)
                {
                    return target;
                }

                target.Dispose();
                why = new SocketException((int)connected.Error).Message;
            }
        }
        catch (SocketException failure)
        {
            why = failure.Message; // Nobody knows the name, or descriptors have run out.
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            why = $"no answer within {ConnectLimit.TotalSeconds:0} seconds";
        }

        trouble.Report($"cannot reach {options.To}, clients are reset meanwhile: {why}");
        return null;
    }

    private static async Task<SocketResult> ConnectAsync(StreamSocket target, IPEndPoint address, CancellationToken cancellation)
    {
        try
        {
            return await target.ConnectAsync(address, cancellation);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}
