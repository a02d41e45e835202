using System.Text.RegularExpressions;
using Mux.Interop;

namespace Mux.Tests;

/// <summary>Every place of this package that builds a message from an errno, and the list of all such places.</summary>
public sealed partial class ErrorMessageTests
{
    /// <summary>Each has a row in the table of its package's tests, or (what names only a call and its code) is a row of this class.</summary>
    private static readonly string[] Places =
    [
        "Mux.Abstractions/MultiplexerException.cs", // MultiplexerExceptionTests
        "Mux.Epoll/EpollErrors.cs",
        "Mux.Epoll/EpollMultiplexer.cs",
        "Mux.Iocp/AfdGroups.cs",
        "Mux.Iocp/IocpErrors.cs",
        "Mux.Iocp/IocpMultiplexer.cs",
        "Mux.Kqueue/KqueueErrors.cs",
        "Mux.Sockets/Interop/SocketFailure.cs",
        "Mux.Sockets/Operations/ConnectOperation.cs", // UnixListenerTests
        "Mux.Sockets/Splice/PipeRefusal.cs",
        "Mux/Handles/DescriptorErrors.cs",
        "Mux/Interop/ThreadProcessor.cs", // ThreadProcessorTests
    ];

    [Fact]
    public void Each_says_what_the_system_said_and_what_to_do()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The words are those of the C library on Linux.");
        var table = new ErrorTable();
        table.Add<MultiplexerException>(DescriptorErrors.OnRead(UnixErrno.EBADF), "read failed: Bad file descriptor (9)", "not open for reading");
        table.Add<MultiplexerException>(DescriptorErrors.OnRead(UnixErrno.EIO), "read failed: Input/output error (5)", "terminal");
        table.Add<MultiplexerException>(DescriptorErrors.OnRead(UnixErrno.EISDIR), "read failed: Is a directory (21)", "directory");
        table.Add<MultiplexerException>(DescriptorErrors.OnWrite(UnixErrno.EBADF), "write failed: Bad file descriptor (9)", "not open for writing");
        table.Add<MultiplexerException>(DescriptorErrors.OnWrite(UnixErrno.EPIPE), "write failed: Broken pipe (32)", "readers");
        table.Add<MultiplexerException>(DescriptorErrors.OnWrite(UnixErrno.EIO), "write failed: Input/output error (5)", "device");
        table.Add<MultiplexerException>(DescriptorErrors.OnMode(UnixErrno.EBADF), "fcntl failed: Bad file descriptor (9).");
        table.Add<MultiplexerException>(DescriptorErrors.OnPoll(12), "poll failed: Cannot allocate memory (12).");

        table.Check();
    }

    [Fact]
    public void No_place_is_missing_from_the_tables()
    {
        string sources = Path.Combine(Repository.Root(), "src");

        IEnumerable<string> places = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsGenerated(file) && Code(file).Any(line => MakesMessage().IsMatch(line)))
            .Select(file => Path.GetRelativePath(sources, file).Replace('\\', '/'));

        Assert.Equal(Places.Order(StringComparer.Ordinal), places.Order(StringComparer.Ordinal));
    }

    private static bool IsGenerated(string file) => file.Split('/', '\\') is var parts && (parts.Contains("obj") || parts.Contains("bin"));

    private static IEnumerable<string> Code(string file) => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal));

    [GeneratedRegex(@"new (MultiplexerException|SocketException|Win32Exception)\(|MultiplexerException \w+\(.*\) => new\(|GetPInvokeErrorMessage")]
    private static partial Regex MakesMessage();
}
