using Mux.Compare.Accuracy;
using Mux.Compare.Chain;
using Mux.Compare.Measuring;
using Mux.Compare.Native;
using Mux.Compare.Posts;
using Mux.Compare.Registering;
using Mux.Compare.Serving;
using Mux.Compare.Timers;
using Mux.Compare.Wakes;

namespace Mux.Compare;

/// <summary>The suites by name.</summary>
internal static class Suites
{
    private static readonly Dictionary<string, Func<CCompiler, Pinning, Suite>> Makers = new()
    {
        ["chain"] = ChainSuite.Create,
        ["echo"] = EchoSuite.Create,
        ["accept"] = AcceptSuite.Create,
        ["idle"] = IdleSuite.Create,
        ["sendfile"] = SendFileSuite.Create,
        ["attack"] = AttackSuite.Create,
        ["register"] = RegisterSuite.Create,
        ["post"] = PostSuite.Create,
        ["wake"] = WakeSuite.Create,
        ["timer"] = TimerSuite.Create,
        ["timers"] = (_, pinning) => ManyTimersSuite.Create(pinning),
    };

    public static IReadOnlyList<string> Names => [.. Makers.Keys];

    public static Suite Create(string name, CCompiler compiler, Pinning pinning) => Makers[name](compiler, pinning);
}
