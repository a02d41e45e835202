using System.ComponentModel;
using System.Diagnostics;

namespace Mux.Compare.Native;

/// <summary>Compiles the C peers with the machine's own compiler, into a folder that goes when the program ends.</summary>
internal sealed class CCompiler : IDisposable
{
    private const string Command = "cc";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mux-compare-");

    private readonly Dictionary<string, (string? Program, string? WhyNot)> _compiled = [];

    /// <summary>Compiles one program, once.</summary>
    /// <param name="source">The file's name under <c>benchmarks/peers</c>. What it is linked with follows from the name: <c>echo-libuv.c</c> needs libuv.</param>
    /// <param name="whyNot">Why there is no program.</param>
    /// <returns>The program's path, or null.</returns>
    public string? TryCompile(string source, out string? whyNot)
    {
        if (!_compiled.TryGetValue(source, out (string? Program, string? WhyNot) known))
        {
            _compiled[source] = known = (Compile(source, out string? complaint), complaint);
        }

        whyNot = known.WhyNot;
        return known.Program;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string? Compile(string source, out string? whyNot)
    {
        if (!OperatingSystem.IsLinux())
        {
            whyNot = "epoll is Linux's.";
            return null;
        }

        string program = Path.Combine(_folder.FullName, Path.GetFileNameWithoutExtension(source));
        string[] arguments = ["-O2", "-std=gnu17", "-pthread", "-o", program, Path.Combine(AppContext.BaseDirectory, "peers", source), .. LibrariesOf(source)];
        try
        {
            using Process compiler = Process.Start(new ProcessStartInfo(Command, arguments) { RedirectStandardError = true })!;
            string complaints = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            whyNot = compiler.ExitCode == 0 ? null : $"'{Command} {string.Join(' ', arguments)}' failed: {complaints}";
        }
        catch (Win32Exception notStarted)
        {
            whyNot = $"there is no C compiler ('{Command}'): {notStarted.Message}";
        }

        return whyNot is null ? program : null;
    }

    // Debian's names: libuv1-dev, libevent-dev, libev-dev, liburing-dev.
    private static IEnumerable<string> LibrariesOf(string source) => Path.GetFileNameWithoutExtension(source).Split('-')[^1] switch
    {
        "libuv" => ["-luv"],
        "libevent" => ["-levent_core"],
        "libev" => ["-lev"],
        "uring" => ["-luring"],
        _ => [],
    };
}
