// A game over UDP: a server that tells all players 60 times a second where all players are, and a client that shows what has come, what was lost and what was late.
//
//   dotnet run --project samples/UdpGame -- server                                        one terminal
//   dotnet run --project samples/UdpGame -- client --players 16 --drop 5                  another one: every twentieth datagram is thrown away, and shown as lost; --delay 5 shows late ones
//   dotnet run -c Release --project samples/UdpGame -- client --players 1000              a thousand sockets on one thread
//
// Ctrl+C or SIGTERM ends either: it says bye, and prints totals. --help lists the options. The protocol is described at the class Wire.
using System.Net.Sockets;
using Mux;
using UdpGame;

return CommandLine.Invoke(
    args,
    options => Run(() => ServerRun.RunAsync(options, Console.Out), $"cannot listen on {options.EndPoint}"),
    options => Run(() => ClientRun.RunAsync(options, Console.Out, Console.Error), $"cannot play with {options.To}"));

static int Run(Func<Task<int>> run, string complaint)
{
    try
    {
        return run().GetAwaiter().GetResult();
    }
    catch (SocketException failure)
    {
        Console.Error.WriteLine($"{complaint}: {failure.Message}");
        return 1;
    }
    catch (Exception failure) when (failure is PlatformNotSupportedException or MultiplexerException)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
}
