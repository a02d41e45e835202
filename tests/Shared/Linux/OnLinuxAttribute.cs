using System.Reflection;
using Xunit.v3;

namespace Mux.LinuxNative;

/// <summary>Marks facts about Linux itself: elsewhere they are skipped, with that reason.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnLinuxAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a fact about Linux");
}
