namespace Mux.Compare.Servers;

/// <summary>The servers in C#, by the names by which this program starts itself again to be one of them.</summary>
internal static class OwnServers
{
    /// <summary>The one that serves a file, whose path follows.</summary>
    public const string File = "file";

    /// <summary>The one that is attacked.</summary>
    public const string Guarded = "guarded";

    private static readonly Dictionary<string, Func<string[], IServer>> Makers = new()
    {
        ["level"] = _ => new BareServer(TriggerMode.Level),
        ["edge"] = _ => new BareServer(TriggerMode.Edge),
        ["one-shot"] = _ => new BareServer(TriggerMode.OneShot),
        ["handlers"] = _ => new HandlerServer(),
        ["awaits"] = _ => new AwaitServer(buffersWhileIdle: true),
        ["awaits-bufferless"] = _ => new AwaitServer(buffersWhileIdle: false),
        ["async"] = _ => new AsyncSocketServer(buffersWhileIdle: true),
        ["async-bufferless"] = _ => new AsyncSocketServer(buffersWhileIdle: false),
        ["select"] = _ => new SelectServer(),
        [Guarded] = _ => new GuardedServer(),
        [File] = arguments => new SocketFileServer(arguments[0]),
    };

    /// <summary>Is that server until the standard input ends.</summary>
    public static void Run(string name, string[] arguments)
    {
        IServer server = Makers[name](arguments);
        ControlLines.Begin();
        server.Run(port => Console.WriteLine($"listening on {port}"));
    }
}
