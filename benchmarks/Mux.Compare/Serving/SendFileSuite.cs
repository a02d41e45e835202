using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mux.Compare.Measuring;
using Mux.Compare.Native;
using Mux.Compare.Servers;

namespace Mux.Compare.Serving;

/// <summary>A file of 64 MiB, asked for by HTTP again and again, and thrown away by whoever asked.</summary>
internal static class SendFileSuite
{
    private const string FileName = "file.bin";
    private const int FileSize = 64 * 1024 * 1024;
    private const int WarmUpMilliseconds = 200;
    private const int WindowMilliseconds = 1_000;
    private const string NginxCommand = "nginx";

    private static readonly int[] Cases = [1, 16];

    public static Suite Create(CCompiler compiler, Pinning pinning)
    {
        var load = new LoadProgram(compiler, pinning);
        DirectoryInfo root = Directory.CreateTempSubdirectory("mux-compare-files-");
        File.WriteAllBytes(Path.Combine(root.FullName, FileName), new byte[FileSize]);
        return new Suite("sendfile", CProgram.PeerName, [.. Kinds(compiler, pinning, root.FullName).Select(kind => new ServerPeer(kind, load, (_, server) => Cases.SelectMany(connections => Measure(load, server, connections))))])
        {
            Charts = [.. Cases.Select(connections => new Chart(NameOf(connections), "server CPU"))],
            Folder = root,
        };
    }

    private static string NameOf(int connections) => $"{connections} {(connections == 1 ? "connection" : "connections")}";

    private static List<Measurement> Measure(LoadProgram load, ServerProcess server, int connections) =>
        load.Run("sendfile", server, NameOf(connections), $"/{FileName}", $"{connections}", $"{WarmUpMilliseconds}", $"{WindowMilliseconds}");

    private static IEnumerable<ServerKind> Kinds(CCompiler compiler, Pinning pinning, string root)
    {
        string? program = compiler.TryCompile("sendfile-epoll.c", out string? whyNot);
        yield return Kind(CProgram.PeerName, whyNot, program, pinning.ServerArgument, Path.Combine(root, FileName));
        yield return Kind("Mux, samples/StaticFiles", whyMissing: null, Path.Combine(AppContext.BaseDirectory, "StaticFiles"), "--root", root, "--port", "0", "--threads", "1");
        yield return Kind("Socket.SendFileAsync", whyMissing: null, Environment.ProcessPath, CommandLine.ServeCommand, OwnServers.File, Path.Combine(root, FileName));
        yield return new ServerKind("nginx", WhyNoNginx(), () => StartNginx(pinning, root), IsManaged: false);

        ServerKind Kind(string name, string? whyMissing, string? command, params string[] arguments) =>
            new(name, whyMissing, () => ServerProcess.Start(pinning.Server, new ProcessStartInfo(command!, arguments)), IsManaged: false);
    }

    private static string? WhyNoNginx() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, NginxCommand))) ? null : $"there is no '{NginxCommand}'; Debian's package is nginx-light.";

    // One process, no log, as large a chunk of sendfile as it takes.
    private static ServerProcess StartNginx(Pinning pinning, string root)
    {
        int port = FreePort();
        string configuration = Path.Combine(root, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            daemon off;
            master_process off;
            pid {{root}}/nginx.pid;
            error_log stderr;
            events { worker_connections 1024; }
            http {
                access_log off;
                sendfile on;
                sendfile_max_chunk 0;
                tcp_nopush on;
                keepalive_requests 1000000000;
                client_body_temp_path {{root}}/body;
                proxy_temp_path {{root}}/proxy;
                fastcgi_temp_path {{root}}/fastcgi;
                uwsgi_temp_path {{root}}/uwsgi;
                scgi_temp_path {{root}}/scgi;
                server { listen 127.0.0.1:{{port}}; root {{root}}; }
            }
            """);
        string command = File.Exists($"/usr/sbin/{NginxCommand}") ? $"/usr/sbin/{NginxCommand}" : NginxCommand;
        ServerProcess server = ServerProcess.Start(pinning.Server, new ProcessStartInfo(command, ["-e", "stderr", "-p", root, "-c", configuration]), port);
        AwaitListening(port);
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void AwaitListening(int port)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                Thread.Sleep(50);
            }
        }
    }
}
