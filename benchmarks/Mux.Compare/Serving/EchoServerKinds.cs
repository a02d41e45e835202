using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Serving;

/// <summary>The echo servers that are compared.</summary>
internal static class EchoServerKinds
{
    /// <summary>What a peer of the class library completes its operations on the polling thread with. See the sources of System.Net.Sockets.</summary>
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>The name of the one that asks about all sockets each time.</summary>
    public const string Select = "Socket.Select";

    public static ServerKind[] All(CCompiler compiler, Pinning pinning) =>
    [
        InC(compiler, pinning, CProgram.PeerName, "echo-epoll.c", "level"),
        InC(compiler, pinning, CProgram.ThreadedPeerName, "echo-epoll.c", "level", "threads"),
        InC(compiler, pinning, "C epoll, edge", "echo-epoll.c", "edge"),
        InC(compiler, pinning, "C io_uring", "echo-uring.c"),
        InC(compiler, pinning, "libuv", "echo-libuv.c"),
        InC(compiler, pinning, "libevent", "echo-libevent.c"),
        InC(compiler, pinning, "libev", "echo-libev.c"),
        InCSharp(pinning, "Mux bare, level", "level"),
        InCSharp(pinning, "Mux bare, edge", "edge"),
        InCSharp(pinning, "Mux bare, one-shot", "one-shot"),
        InCSharp(pinning, "Mux loop, handlers", "handlers"),
        InCSharp(pinning, "Mux loop, awaits", "awaits"),
        InCSharp(pinning, "Mux loop, awaits, no idle buffer", "awaits-bufferless"),
        InCSharp(pinning, "Socket, async", "async"),
        InCSharp(pinning, "Socket, async, no idle buffer", "async-bufferless"),
        InCSharp(pinning, "Socket, async, inline completions", "async", (InlineCompletions, "1")),
        InCSharp(pinning, Select, "select"),
    ];

    /// <summary>The sample as its users start it, but for what answers our questions inside it.</summary>
    public static ServerKind Sample(Pinning pinning) => Managed(
        pinning,
        "Mux, samples/EchoServer --mode loop",
        Path.Combine(AppContext.BaseDirectory, "EchoServer"),
        ["--mode", "loop", "--port", "0"],
        ("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location));

    private static ServerKind InC(CCompiler compiler, Pinning pinning, string name, string source, params string[] arguments)
    {
        string? program = compiler.TryCompile(source, out string? whyNot);
        return new ServerKind(name, whyNot, () => ServerProcess.Start(pinning.Server, new ProcessStartInfo(program!, [pinning.ServerArgument, .. arguments])), IsManaged: false);
    }

    private static ServerKind InCSharp(Pinning pinning, string name, string server, params (string Name, string Value)[] environment) =>
        Managed(pinning, name, Environment.ProcessPath!, [CommandLine.ServeCommand, server], environment);

    private static ServerKind Managed(Pinning pinning, string name, string program, string[] arguments, params (string Name, string Value)[] environment) => new(
        name,
        WhyMissing: null,
        () =>
        {
            var start = new ProcessStartInfo(program, arguments);
            foreach ((string variable, string value) in environment)
            {
                start.Environment[variable] = value;
            }

            return ServerProcess.Start(pinning.Server, start);
        },
        IsManaged: true);
}
