using System.Net.Sockets;
using System.Runtime.InteropServices;
using EchoServer;
using Microsoft.Extensions.DependencyInjection;
using Mux;

return CommandLine.Invoke(args, Run);

static int Run(ServerOptions options)
{
    try
    {
        using ServiceProvider services = new ServiceCollection()
            .AddEventMultiplexer(multiplexer => multiplexer.Backend = options.Backend)
            .BuildServiceProvider();
        IEventMultiplexer multiplexer = services.GetRequiredService<IEventMultiplexer>();

        using var server = new Server(options, multiplexer, Console.Error);
        using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, server); // Ctrl+C, on Windows too.
        using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM, server);

        Console.WriteLine($"listening on {server.EndPoint} ({multiplexer.Name}, {InWords(options.Trigger)}, {Count(options.Threads)})");
        Console.WriteLine(server.Run());
        return 0;
    }
    catch (SocketException failure)
    {
        Console.Error.WriteLine($"cannot listen on {options.EndPoint}: {failure.Message}");
        return 1;
    }
    catch (Exception failure) when (failure is PlatformNotSupportedException or MultiplexerException)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
}

static PosixSignalRegistration StopOn(PosixSignal signal, Server server)
{
    bool again = false;
    return PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !again; // The first one drains; whoever sends a second one does not want to wait.
        again = true;
        server.Stop();
    });
}

static string InWords(TriggerMode trigger) => trigger == TriggerMode.OneShot ? "one-shot" : $"{trigger.ToString().ToLowerInvariant()}-triggered";

static string Count(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";
