using Mux;

namespace TcpProxy;

/// <summary>Connects a client to the target, and relays between them.</summary>
/// <param name="connector">Connects.</param>
/// <param name="name">What the target is called.</param>
/// <param name="idleLimit">How long nothing may move on a connection.</param>
/// <param name="trouble">Where trouble is reported.</param>
internal sealed class Forwarder(Connector connector, string name, TimeSpan idleLimit, Trouble trouble)
{
    private readonly TcpRelayOptions _relay = new() { IdleLimit = idleLimit };

    /// <summary>Forwards one connection until it has ended. On a loop.</summary>
    /// <param name="client">The client's; closed at the end, and reset when there is no target for it.</param>
    /// <param name="stop">Cuts it off.</param>
    /// <returns>What was done; null when there was no target, or no client any more.</returns>
    /// <exception cref="OperationCanceledException">It was cut off.</exception>
    public async Task<RelayTotals?> ForwardAsync(StreamSocket client, CancellationToken stop)
    {
        try
        {
            if (await ConnectAsync(client, stop) is not { } target)
            {
                return null;
            }

            using (target)
            {
                trouble.Ease();
                Tune(client);
                Tune(target);
                return await TcpRelay.RunAsync(client, target, _relay, stop);
            }
        }
        finally
        {
            client.Abort(); // After a relay this has no effect: that has closed it.
        }
    }

    // Null when the target cannot be reached, which has been reported then, or when the client is gone before it is.
    private async Task<StreamSocket?> ConnectAsync(StreamSocket client, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task gone = client.WaitForFailureAsync(either.Token).AsTask();
        Task<StreamSocket> connecting = connector.ConnectAsync(either.Token);
        Task first = await Task.WhenAny(gone, connecting);
        if (first == gone && gone.IsCompletedSuccessfully && client.TryReceive([]).IsDone)
        {
            // It has sent something before it went: the target is to have that, and then the reset.
            first = await Task.WhenAny(connecting);
        }

        End(either);
        await gone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // Its answer is known: this is for the relay, whose sockets nobody else may await.
        try
        {
            StreamSocket target = await connecting;
            if (first == connecting)
            {
                return target;
            }

            target.Abort(); // Both came at once.
        }
        catch (TargetUnreachableException failure)
        {
            trouble.Report($"cannot reach {name}, clients are reset meanwhile: {failure.Message}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The client is gone, and with it the reason to connect.
        }

        return null;
    }

    // Here and now, and not by the thread pool: for another thread the runtime needs descriptors, and ends the process when there are none.
    private static void End(CancellationTokenSource waits) => waits.Cancel();

    // What comes is handed on as it comes: to hold small packets back is the peers' business. And a peer that vanishes without a word, as one does that loses its power, is noticed after two minutes: by keep-alive where nothing is in flight, by the timeout where something is.
    private static void Tune(StreamSocket socket)
    {
        socket.NoDelay = true;
        socket.SetKeepAlive(idle: TimeSpan.FromSeconds(60), interval: TimeSpan.FromSeconds(10), probes: 6);
        if (!OperatingSystem.IsFreeBSD())
        {
            socket.AcknowledgeTimeout = TimeSpan.FromMinutes(2);
        }
    }
}
