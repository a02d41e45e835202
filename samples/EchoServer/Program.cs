// A TCP echo server, written twice: on the bare interface, and with awaits on event loops.
//
//   dotnet run --project samples/EchoServer                                              port 7777, one thread: try nc 127.0.0.1 7777
//   dotnet run --project samples/EchoServer -- --mode loop                               a loop a processor, each connection an async method
//   dotnet run --project samples/EchoServer -- --trigger oneshot --threads 4             four threads wait on one multiplexer
//   dotnet run --project samples/EchoServer -- --port 0 --bind ::1 --max-connections 100 any free port
//
// Ctrl+C or SIGTERM stops it: what has come in still goes back. A second one does not wait. --help lists the options.
using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EchoServer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mux;
using Samples;

return CommandLine.Invoke(args, Run);

static int Run(ServerOptions options)
{
    try
    {
        return options.Mode == ServerMode.Loop ? RunOnLoops(options) : RunBare(options);
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

static int RunBare(ServerOptions options)
{
    using ServiceProvider services = new ServiceCollection()
        .AddEventMultiplexer(multiplexer => multiplexer.Backend = options.Backend)
        .BuildServiceProvider();
    IEventMultiplexer multiplexer = services.GetRequiredService<IEventMultiplexer>();
    using var server = new BareServer(options, multiplexer, Console.Error);
    return Serve(server, $"{multiplexer.Name}, {InWords(options.Trigger)}, {Count(options.Threads, "thread")}");
}

static int RunOnLoops(ServerOptions options)
{
    using EventLoopGroup loops = StartLoops(options);
    using var server = new LoopServer(options, loops, ArrayPool<byte>.Shared, Console.Error);
    return Serve(server, $"{loops[0].Multiplexer.Name}, {Count(loops.Count, "loop")}");
}

static EventLoopGroup StartLoops(ServerOptions options)
{
    try
    {
        return EventLoopGroup.Start(options.Threads, new EventLoopOptions { Name = "echo", Backend = options.Backend });
    }
    catch (ArgumentException unknownBackend)
    {
        throw new OptionsValidationException(nameof(EventLoopOptions), typeof(EventLoopOptions), [unknownBackend.Message]); // As the container says it.
    }
}

static int Serve(IServer server, string how)
{
    using PosixSignalRegistration interrupt = StopSignal.On(PosixSignal.SIGINT, server.Stop);
    using PosixSignalRegistration terminate = StopSignal.On(PosixSignal.SIGTERM, server.Stop);

    Console.WriteLine($"listening on {server.EndPoint} ({how})");
    Console.WriteLine(server.Run());
    return 0;
}

static string InWords(TriggerMode trigger) => trigger == TriggerMode.OneShot ? "one-shot" : $"{trigger.ToString().ToLowerInvariant()}-triggered";

static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
