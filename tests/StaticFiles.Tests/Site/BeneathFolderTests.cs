using System.Runtime.Versioning;
using StaticFiles.Site;
using StaticFiles.Site.Unix;

namespace StaticFiles.Tests.Site;

[SupportedOSPlatform("linux")]
public sealed class BeneathFolderTests : SiteFolderTests
{
    private protected override bool FollowsLinksInside => true;

    private protected override SiteFolder Open(string root)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && BeneathFolder.IsSupported, "This kernel has no openat2, or forbids it.");
        return new BeneathFolder(root);
    }
}
