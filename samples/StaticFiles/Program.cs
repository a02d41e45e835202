// An HTTP/1.1 server of files: each connection an async method on an event loop, and each file sent by sendfile.
//
//   dotnet run --project samples/StaticFiles -- --root docs                               http://127.0.0.1:8080/
//   dotnet run -c Release --project samples/StaticFiles -- --root DIR --port 0 --bind ::  any free port, on every address
//
// Ctrl+C or SIGTERM stops it: answers under way are finished. A second one does not wait. --help lists the options.
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux;
using Samples;
using StaticFiles;
using StaticFiles.Serving;
using StaticFiles.Site;

return CommandLine.Invoke(args, Run);

static int Run(ServerOptions options)
{
    try
    {
        using SiteFolder folder = SiteFolder.Open(options.Root);
        using EventLoopGroup loops = EventLoopGroup.Start(options.Threads, new EventLoopOptions { Name = "files" });
        using var server = new FileServer(options, folder, loops, Console.Error);
        using PosixSignalRegistration interrupt = StopSignal.On(PosixSignal.SIGINT, server.Stop);
        using PosixSignalRegistration terminate = StopSignal.On(PosixSignal.SIGTERM, server.Stop);

        Console.WriteLine($"listening on {server.EndPoint} ({loops[0].Multiplexer.Name}, {Count(loops.Count, "loop")})");
        Console.WriteLine(server.Run());
        return 0;
    }
    catch (SocketException failure)
    {
        Console.Error.WriteLine($"cannot listen on {options.EndPoint}: {failure.Message}");
        return 1;
    }
    catch (Exception failure) when (failure is DirectoryNotFoundException or UnauthorizedAccessException or PlatformNotSupportedException or MultiplexerException)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
}

static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
