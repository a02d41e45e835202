using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;
using Mux.Compare.Servers;

namespace Mux.Compare.Serving;

/// <summary>What a peer that behaves notices of others that attack: how long its requests take, against how long they take when all is calm.</summary>
internal static class AttackSuite
{
    private const string Calm = "calm";
    private const string GuardedCase = "a guarded echo server";
    private const string FilesCase = "samples/StaticFiles";
    private const string FileName = "page.html";
    private const int FileSize = 4 * 1024;
    private const string HeaderSeconds = "3"; // Short, so that the window sees it pass.
    private const int TooFast = 10; // Times the rate that one address may have.
    private const int Drips = 2_000;

    public static Suite Create(CCompiler compiler, Pinning pinning)
    {
        var load = new LoadProgram(compiler, pinning);
        DirectoryInfo root = Directory.CreateTempSubdirectory("mux-compare-attack-");
        File.WriteAllBytes(Path.Combine(root.FullName, FileName), new byte[FileSize]);

        var guarded = new AttackTarget(
            GuardedCase,
            new string('m', 63) + "\n",
            () => ServerProcess.Start(pinning.Server, new ProcessStartInfo(Environment.ProcessPath!, [CommandLine.ServeCommand, OwnServers.Guarded])));
        var files = new AttackTarget(
            FilesCase,
            $"GET /{FileName} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            () => ServerProcess.Start(
                pinning.Server,
                new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "StaticFiles"), ["--root", root.FullName, "--port", "0", "--threads", "1", "--header-timeout", HeaderSeconds])));
        return new Suite(
            "attack",
            Calm,
            [
                new AttackPeer(Calm, load, "none", 0, guarded, files),
                new AttackPeer(FormattableString.Invariant($"a flood of {GuardedServer.RatePerAddress * TooFast:#,0} connections/s from one address"), load, "flood", GuardedServer.RatePerAddress * TooFast, guarded),
                new AttackPeer(FormattableString.Invariant($"slow-loris, {Drips:#,0} connections"), load, "drip", Drips, guarded, files),
            ])
        {
            Charts = [new Chart(GuardedCase, "request, p99"), new Chart(FilesCase, "request, p99")],
            Folder = root,
        };
    }
}
