using System.Diagnostics;
using System.Text;
using StaticFiles.Site;

namespace StaticFiles.Tests.Site;

/// <summary>What every way to open the files of a folder must do.</summary>
public abstract class SiteFolderTests : IDisposable
{
    private readonly SiteOnDisk _site = new();

    private protected abstract SiteFolder Open(string root);

    /// <summary>Whether links that stay inside are followed.</summary>
    private protected abstract bool FollowsLinksInside { get; }

    [Fact]
    public void A_file_is_opened_with_its_length_and_time()
    {
        _site.With("a/b.txt", "hello");
        using SiteFolder folder = Open(_site.Root);

        OpenOutcome outcome = folder.TryOpen("a/b.txt"u8, out SiteFile file);

        using (file)
        {
            Assert.Equal(OpenOutcome.Opened, outcome);
            Assert.Equal((5, SiteOnDisk.Written), (file.Length, file.ModifiedUtc));
            Assert.Equal("hello", ReadAll(file));
        }
    }

    [Fact]
    public void A_name_in_any_script_is_found()
    {
        _site.With("\u00e9\u4e2d.txt", "hello");

        Assert.Equal("Opened", Try("\u00e9\u4e2d.txt"));
    }

    [Theory]
    [InlineData("a", "IsFolder")]
    [InlineData("a/b.txt", "Opened")]
    [InlineData("a/missing", "NotFound")]
    [InlineData("missing/b.txt", "NotFound")]
    [InlineData("a/b.txt/c", "NotFound")]
    [InlineData("../outside/secret.txt", "NotFound")]
    [InlineData("a/../../outside/secret.txt", "NotFound")]
    public void A_path_comes_to(string path, string expected)
    {
        _site.With("a/b.txt", "hello");

        Assert.Equal(expected, Try(path));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(5000)]
    public void A_name_too_long_for_any_file_is_not_found(int length) => Assert.Equal("NotFound", Try(new string('a', length)));

    [Theory]
    [InlineData("../outside/secret.txt")]
    [InlineData("OUTSIDE/secret.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("escape")]
    [InlineData("missing")]
    public void A_link_that_leads_out_or_nowhere_is_not_followed(string target)
    {
        _site.WithLink("escape", target.Replace("OUTSIDE", _site.Outside, StringComparison.Ordinal));

        Assert.Equal("NotFound", Try("escape"));
    }

    [Fact]
    public void A_link_to_a_folder_outside_is_not_followed_on_the_way()
    {
        _site.With("a/b.txt", "hello").WithLink("out", "../outside").WithLink("a/up", "../../outside");

        Assert.Equal(("NotFound", "NotFound"), (Try("out/secret.txt"), Try("a/up/secret.txt")));
    }

    [Fact]
    public void A_link_that_stays_inside_is_followed_or_not_as_the_system_allows()
    {
        _site.With("a/b.txt", "hello").WithLink("file", "a/b.txt").WithLink("folder", "a").WithLink("a/back", "../a/b.txt");
        string expected = FollowsLinksInside ? "Opened" : "NotFound";

        Assert.Equal((expected, expected, expected), (Try("file"), Try("folder/b.txt"), Try("a/back")));
    }

    [Fact]
    public void A_link_above_the_root_is_the_owners_choice()
    {
        _site.With("a.txt", "hello");
        string link = Path.Combine(_site.Outside, "link");
        Directory.CreateSymbolicLink(link, _site.Root);
        using SiteFolder folder = Open(link);

        OpenOutcome outcome = folder.TryOpen("a.txt"u8, out SiteFile file);

        file.Dispose();
        Assert.Equal(OpenOutcome.Opened, outcome);
    }

    [Fact]
    public void A_fifo_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no FIFOs in folders.");
        using (Process mkfifo = Process.Start("mkfifo", _site.PathOf("fifo")))
        {
            mkfifo.WaitForExit();
        }

        Assert.Equal("NotFound", Try("fifo"));
    }

    [Fact]
    public async Task The_writer_of_a_fifo_waits_for_its_reader_and_not_for_whoever_asks_for_the_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the kind of a file is known only once it is open.");
        using (Process mkfifo = Process.Start("mkfifo", _site.PathOf("fifo")))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Task<FileStream> writer = Task.Run(() => new FileStream(_site.PathOf("fifo"), FileMode.Open, FileAccess.Write), TestContext.Current.CancellationToken); // Waits in open(2).
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal("NotFound", Try("fifo"));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        bool wasLetGo = writer.IsCompleted;
        using var reader = new FileStream(_site.PathOf("fifo"), FileMode.Open, FileAccess.Read);
        (await writer).Dispose();

        Assert.False(wasLetGo);
    }

    [Fact]
    public void A_device_is_no_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a device cannot be told from a file of no length.");
        using SiteFolder folder = Open("/dev");

        Assert.Equal(OpenOutcome.NotFound, folder.TryOpen("null"u8, out _));
        Assert.Equal(OpenOutcome.NotFound, folder.TryOpen("zero"u8, out _));
    }

    public void Dispose()
    {
        _site.Dispose();
        GC.SuppressFinalize(this);
    }

    private string Try(string path)
    {
        using SiteFolder folder = Open(_site.Root);
        OpenOutcome outcome = folder.TryOpen(Encoding.UTF8.GetBytes(path), out SiteFile file);
        if (outcome == OpenOutcome.Opened)
        {
            file.Dispose();
        }

        return outcome.ToString();
    }

    private static string ReadAll(SiteFile file)
    {
        byte[] bytes = new byte[file.Length];
        Assert.Equal(bytes.Length, RandomAccess.Read(file.Handle, bytes, 0));
        return Encoding.UTF8.GetString(bytes);
    }
}
