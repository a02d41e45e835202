using StaticFiles.Site;
using StaticFiles.Site.Unix;

namespace StaticFiles.Tests.Site;

public sealed class WalkedFolderTests : SiteFolderTests
{
    private protected override bool FollowsLinksInside => false;

    private protected override SiteFolder Open(string root)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no openat.");
        return new WalkedFolder(root);
    }
}
