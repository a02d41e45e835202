using System.Runtime.InteropServices;
using Mux.Compare;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

return CommandLine.Invoke(args, Run);

static void Run(ComparisonOptions options)
{
    Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors, {options.Rounds} rounds, {(options.Pin ? "pinned" : "not pinned")}");
    using var compiler = new CCompiler();
    List<SuiteResult> results = [];
    foreach (string name in options.Suites)
    {
        Suite suite = Suites.Create(name, compiler, options.Pin ? Pinning.Apart : Pinning.None);
        SuiteResult result = InterleavedRounds.Run(suite, options.Rounds, Console.Error);
        Table.Write(result, Console.Out);
        results.Add(result);
    }

    if (options.JsonFile is { } file)
    {
        JsonReport.Write(results, file);
    }
}
