using System.Diagnostics;

namespace Mux.LinuxNative;

/// <summary>This system's C compiler, which knows what its headers say. Without one, facts that ask it are skipped.</summary>
internal sealed class CCompiler
{
    private readonly string _path;

    private CCompiler(string path) => _path = path;

    /// <summary>The compiler. Skips the fact where there is none, or no header of that path.</summary>
    public static CCompiler OrSkip(string header)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, "cc")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(path is not null, "this system has no C compiler (cc) to ask");
        Assert.SkipUnless(File.Exists(header), $"this system has no {header}, and so no C headers to ask");
        return new CCompiler(path!);
    }

    /// <summary>Compiles a program, and throws it away. The exit code is 0 when nothing is wrong with it.</summary>
    public (int ExitCode, string Errors) Compile(string program)
    {
        string source = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".c");
        File.WriteAllText(source, program + "\n");
        try
        {
            using Process run = Process.Start(new ProcessStartInfo(_path, ["-std=gnu11", "-D_GNU_SOURCE", "-fsyntax-only", source])
            {
                RedirectStandardError = true,
            })!;
            string errors = run.StandardError.ReadToEnd();
            run.WaitForExit();
            return (run.ExitCode, errors);
        }
        finally
        {
            File.Delete(source);
        }
    }
}
