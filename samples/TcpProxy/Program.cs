// A TCP proxy: forwards every connection to another address, in both directions, until both have ended. On Linux the bytes never come into the process: splice(2) carries them.
//
//   dotnet run --project samples/TcpProxy -- --listen 8080 --to example.org:80           try curl -H 'Host: example.org' http://127.0.0.1:8080/
//   dotnet run --project samples/TcpProxy -- --listen 0 --to [::1]:22 --idle 600         any free port; what is silent for ten minutes is reset
//
// Ctrl+C or SIGTERM stops it: it accepts no more, and what is open may end within five seconds. A second one does not wait. --help lists the options.
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux;
using Samples;
using TcpProxy;

return CommandLine.Invoke(args, Run);

static int Run(ProxyOptions options)
{
    try
    {
        using EventLoopGroup loops = EventLoopGroup.Start(options: new EventLoopOptions { Name = "proxy" });
        using var proxy = new Proxy(options, loops, Console.Error);
        using PosixSignalRegistration interrupt = StopSignal.On(PosixSignal.SIGINT, proxy.Stop);
        using PosixSignalRegistration terminate = StopSignal.On(PosixSignal.SIGTERM, proxy.Stop);

        Console.WriteLine($"listening on {proxy.EndPoint}, forwarding to {options.To} ({loops[0].Multiplexer.Name}, {loops.Count} {(loops.Count == 1 ? "loop" : "loops")}, {options.MaxConnections} connections at most)");
        Console.WriteLine(proxy.RunAsync().GetAwaiter().GetResult());
        return 0;
    }
    catch (SocketException failure)
    {
        Console.Error.WriteLine($"cannot listen on {options.Listen}: {failure.Message}");
        return 1;
    }
    catch (Exception failure) when (failure is PlatformNotSupportedException or MultiplexerException)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
}
