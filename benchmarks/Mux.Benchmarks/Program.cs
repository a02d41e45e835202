using BenchmarkDotNet.Running;
using Mux.Benchmarks;

if (!OperatingSystem.IsLinux())
{
    throw new PlatformNotSupportedException("This measures the epoll backend: run it on Linux.");
}

BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args, new ShortRuns());
