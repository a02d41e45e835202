namespace Mux.Compare.Servers;

/// <summary>The echo servers in C#, by the names by which this program starts itself again to be one of them.</summary>
internal static class EchoServers
{
    private static readonly Dictionary<string, Func<IEchoServer>> Makers = new()
    {
        ["level"] = () => new BareServer(TriggerMode.Level),
        ["edge"] = () => new BareServer(TriggerMode.Edge),
        ["one-shot"] = () => new BareServer(TriggerMode.OneShot),
        ["handlers"] = () => new HandlerServer(),
        ["awaits"] = () => new AwaitServer(buffersWhileIdle: true),
        ["awaits-bufferless"] = () => new AwaitServer(buffersWhileIdle: false),
        ["async"] = () => new AsyncSocketServer(buffersWhileIdle: true),
        ["async-bufferless"] = () => new AsyncSocketServer(buffersWhileIdle: false),
        ["select"] = () => new SelectServer(),
    };

    /// <summary>Is that server until the standard input ends.</summary>
    public static void Run(string name)
    {
        IEchoServer server = Makers[name]();
        new Thread(static () => ControlLines.Answer(Console.In, Console.Out)) { IsBackground = true }.Start();
        server.Run(port => Console.WriteLine($"listening on {port}"));
    }
}
