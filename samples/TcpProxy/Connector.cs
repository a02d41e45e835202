using System.Net;
using System.Net.Sockets;
using Mux;

namespace TcpProxy;

/// <summary>Connects to the first address of a target that answers. On a loop.</summary>
/// <param name="resolve">Finds the addresses.</param>
/// <param name="limit">How long it may take in all.</param>
/// <param name="open">Makes a socket of a family.</param>
internal sealed class Connector(Func<CancellationToken, Task<IPEndPoint[]>> resolve, TimeSpan limit, Func<AddressFamily, StreamSocket> open)
{
    // What an address has at least, even of many, as long as there is so much: a lost SYN is repeated after one second.
    private static readonly TimeSpan LeastShare = TimeSpan.FromSeconds(2);

    /// <summary>Connects.</summary>
    /// <param name="stop">Ends it.</param>
    /// <returns>A connected socket, the caller's.</returns>
    /// <exception cref="TargetUnreachableException">No address answers, or there is none.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<StreamSocket> ConnectAsync(CancellationToken stop)
    {
        long start = Environment.TickCount64;
        IPEndPoint[] addresses = await ResolveAsync(stop);
        var reasons = new List<string>();
        for (int index = 0; index < addresses.Length; index++)
        {
            TimeSpan left = limit - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            if (await TryConnectAsync(addresses[index], ShareOf(left, addresses.Length - index), reasons, stop) is { } target)
            {
                return target;
            }
        }

        throw new TargetUnreachableException(addresses.Length == 0 ? "the name has no address" : string.Join("; ", reasons.Distinct()));
    }

    // As Go's dialer has it: an address that does not answer leaves the others their time.
    private static TimeSpan ShareOf(TimeSpan left, int addresses)
    {
        TimeSpan least = left < LeastShare ? left : LeastShare;
        TimeSpan share = left / addresses;
        return share > least ? share : least;
    }

    private async Task<IPEndPoint[]> ResolveAsync(CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(limit);
        try
        {
            return await resolve(timeout.Token);
        }
        catch (SocketException failure)
        {
            throw new TargetUnreachableException(failure.Message); // Nobody knows the name, or descriptors have run out.
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TargetUnreachableException($"nobody says within {limit.TotalSeconds:0.#} seconds what the name means");
        }
    }

    // Null when this address is of no use, of which the reason is added then.
    private async Task<StreamSocket?> TryConnectAsync(IPEndPoint address, TimeSpan share, List<string> reasons, CancellationToken stop)
    {
        StreamSocket? target = null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(share);
        try
        {
            target = open(address.AddressFamily);
            await target.ConnectAsync(address, timeout.Token);
            (StreamSocket connected, target) = (target, null);
            return connected;
        }
        catch (SocketException failure)
        {
            reasons.Add(failure.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            reasons.Add($"no answer within {share.TotalSeconds:0.#} seconds");
        }
        finally
        {
            target?.Abort(); // Not an end: the target may have accepted it just now.
        }

        return null;
    }
}
