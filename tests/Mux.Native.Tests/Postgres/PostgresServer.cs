using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mux.Native.Tests.Postgres;

/// <summary>A PostgreSQL server with its data in a temporary folder. It ends with the tests, even when they are killed.</summary>
public sealed class PostgresServer : IDisposable
{
    // The server refuses to run as root. This user comes with its package.
    private const string Unprivileged = "postgres";

    // Ends the server immediately when its standard input ends, as it does when the tests are killed. SIGQUIT is the immediate shutdown.
    private const string Keeper = """ "$@" <&- & server=$!; read _; kill -QUIT $server; wait $server """;

    private static readonly string? Programs = FindPrograms();

    private readonly ConcurrentQueue<string> _log = new();
    private readonly string? _folder;
    private readonly int _port;
    private Process? _keeper;

    public PostgresServer()
    {
        if (Missing is not null)
        {
            return; // The facts are skipped.
        }

        _folder = Directory.CreateTempSubdirectory("mux-postgres-").FullName;
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                Run("chown", Unprivileged, _folder);
            }

            Run(AsUnprivileged(
                Path.Combine(Programs!, "initdb"), "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"));
            _port = FreePort();
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The name to connect by.</summary>
    public static string User => "mux";

    /// <summary>The connection string for its Unix socket.</summary>
    public string ByUnixSocket => $"host={_folder} port={Port} user={User} dbname=postgres";

    /// <summary>The connection string for its TCP port.</summary>
    public string ByTcp => $"hostaddr=127.0.0.1 port={Port} user={User} dbname=postgres";

    /// <summary>Its TCP port on the loopback address.</summary>
    public string Port => _port.ToString(CultureInfo.InvariantCulture);

    // Why it cannot be started here.
    private static string? Missing =>
        Programs is null ? "The PostgreSQL server is not installed. On Debian and Ubuntu it is in the package postgresql."
        : Environment.IsPrivilegedProcess && !HasUnprivileged() ? $"PostgreSQL refuses to run as root, and there is no user {Unprivileged}."
        : null;

    private string Data => Path.Combine(_folder!, "data");

    /// <summary>Skips the fact where PostgreSQL is not installed.</summary>
    public void SkipUnlessInstalled()
    {
        NativeLibraries.SkipUnlessInstalled(LibPq.Library, "libpq5");
        if (Missing is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    /// <summary>Ends the server at once, as a crash would, and starts it again. Connections are not told in an orderly way.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Stop();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void Start()
    {
        _log.Clear();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _keeper = new Process
        {
            StartInfo = StartInfo(AsUnprivileged(
                "sh", "-c", Keeper, "keeper", Path.Combine(Programs!, "postgres"), "-D", Data, "-c", "fsync=off",
                "-c", "listen_addresses=127.0.0.1", "-c", $"port={Port}", "-c", $"unix_socket_directories={_folder}")),
        };
        _keeper.StartInfo.RedirectStandardInput = true;
        _keeper.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException($"The server has ended.\n{Log()}"));
                return;
            }

            _log.Enqueue(line.Data);
            if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _keeper.Start();
        _keeper.BeginErrorReadLine();
        Assert.True(Task.WaitAny([ready.Task], OnLoop.Bound) == 0, $"The server does not start.\n{Log()}");
        ready.Task.GetAwaiter().GetResult();
    }

    private void Stop()
    {
        if (_keeper is not null)
        {
            _keeper.StandardInput.Close();
            Assert.True(_keeper.WaitForExit(OnLoop.Bound), $"The server does not end.\n{Log()}");
            _keeper.Dispose();
            _keeper = null;
        }
    }

    private string Log() => string.Join('\n', _log);

    private static bool HasUnprivileged() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{Unprivileged}:", StringComparison.Ordinal));

    private static string[] AsUnprivileged(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["runuser", "-u", Unprivileged, "--", .. command] : command;

    private static void Run(params string[] command)
    {
        using Process process = Process.Start(StartInfo(command))!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {errors}");
    }

    private static ProcessStartInfo StartInfo(string[] command) => new(command[0], command[1..])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true, // Not to be mixed with the tests' own.
        WorkingDirectory = "/",        // The other user may not enter ours.
    };

    // Below the range from which the system takes ports of its own: the server comes back to it after a restart.
    private static int FreePort()
    {
        for (int port = 20_000 + Environment.ProcessId % 10_000; ; port++)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }

    // Debian keeps them apart by version and out of the path. Elsewhere they are in it.
    private static string? FindPrograms()
    {
        const string ByVersion = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(ByVersion)
            ? Directory.GetDirectories(ByVersion).OrderByDescending(VersionOf).Select(folder => Path.Combine(folder, "bin"))
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(path).FirstOrDefault(
            folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

        static int VersionOf(string folder) => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0;
    }
}
