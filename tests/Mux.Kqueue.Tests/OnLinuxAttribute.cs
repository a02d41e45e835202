using System.Reflection;
using Xunit.v3;

namespace Mux.Kqueue.Tests;

/// <summary>Marks facts about the simulated kernel, or that inject faults into it: elsewhere they are skipped, with that reason.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnLinuxAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the simulated kernel stands on Linux");
}
