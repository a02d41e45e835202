using System.Diagnostics;

namespace Mux.Epoll.Tests.Surroundings;

/// <summary>Descriptors of a multiplexer stay in this process: they are closed on exec from birth.</summary>
[OnLinux]
public sealed class ChildProcessTests
{
    [Fact]
    public void A_child_process_inherits_nothing()
    {
        using var mux = new EpollMultiplexer();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        mux.Wake();

        using Process child = Process.Start(new ProcessStartInfo("ls", ["-l", "/proc/self/fd"]) { RedirectStandardOutput = true })!;
        string descriptors = child.StandardOutput.ReadToEnd();
        child.WaitForExit();

        Assert.Equal(0, child.ExitCode);
        Assert.Contains("/proc/", descriptors, StringComparison.Ordinal); // It lists something: at least the directory that it reads.
        Assert.DoesNotContain("eventpoll", descriptors, StringComparison.Ordinal);
        Assert.DoesNotContain("eventfd", descriptors, StringComparison.Ordinal);
    }

    [Fact]
    public void This_process_holds_what_the_child_did_not_get()
    {
        using var mux = new EpollMultiplexer();

        string?[] descriptors = [.. Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget)];

        Assert.Contains("anon_inode:[eventpoll]", descriptors);
        Assert.Contains("anon_inode:[eventfd]", descriptors);
    }

    [Fact]
    public void An_instance_that_replaced_one_with_an_orphan_is_not_inherited_either()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        using var twin = pipe.Reader.Duplicate();
        mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);
        pipe.Reader.Dispose();
        mux.AssertQuiet();

        string flags = File.ReadLines($"/proc/self/fdinfo/{mux.Handle.Number()}")
            .Single(line => line.StartsWith("flags:", StringComparison.Ordinal));

        const int CloseOnExec = 0x80000;
        Assert.NotEqual(0, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec);
    }
}
