using System.Reflection;
using System.Runtime.InteropServices;
using Xunit.v3;

[assembly: Mux.UnderWine.WineExceptionChain]

namespace Mux.UnderWine;

/// <summary>
/// Wine 8 leaves a stale record in a thread's list of exception handlers after a test has thrown through a native frame, and the thread's next exception then hangs the
/// process. Takes the record out between tests, so that a failing fact shows as a failure and not as a hang. Does nothing on Windows and elsewhere.
/// </summary>
/// <remarks>
/// Within a fact it does not help: an assertion that fails over sockets, as <c>Assert.All</c> over an array of them, prints their properties, by reflection, and some of them throw. Ask the sockets first, and assert over the answers.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed unsafe partial class WineExceptionChainAttribute : BeforeAfterTestAttribute
{
    private const nint CurrentThread = -2;
    private const nint EndOfChain = -1;
    private const int ThreadBasicInformation = 0;
    private const int ThreadBasicInformationSize = 48;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => DropStaleRecords();

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => DropStaleRecords();

    private static void DropStaleRecords()
    {
        if (!Wine.IsThis)
        {
            return;
        }

        nint* information = stackalloc nint[ThreadBasicInformationSize / sizeof(nint)];
        if (NtQueryInformationThread(CurrentThread, ThreadBasicInformation, information, ThreadBasicInformationSize, null) != 0)
        {
            return;
        }

        nint* threadBlock = (nint*)information[1];
        nint here = (nint)(&information);
        ref nint firstRecord = ref threadBlock[0];
        if (firstRecord != EndOfChain && firstRecord < here)
        {
            firstRecord = EndOfChain; // A record below the stack pointer belongs to a frame that is gone.
        }
    }

    [LibraryImport("ntdll")]
    private static partial int NtQueryInformationThread(nint thread, int informationClass, void* information, uint length, uint* returned);
}
