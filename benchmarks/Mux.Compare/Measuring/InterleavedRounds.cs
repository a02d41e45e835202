namespace Mux.Compare.Measuring;

/// <summary>Runs the peers of a suite in turn, round after round: what disturbs the machine for a while disturbs them all.</summary>
internal static class InterleavedRounds
{
    /// <summary>Measures a suite.</summary>
    /// <param name="suite">What to measure.</param>
    /// <param name="rounds">How often. One more round comes first and is thrown away: code is compiled, memory is fetched.</param>
    /// <param name="peers">Those that take part.</param>
    /// <param name="progress">Hears what is being done.</param>
    public static SuiteResult Run(Suite suite, int rounds, PeerChoice peers, TextWriter progress)
    {
        var result = new SuiteResult(suite);
        IPeer[] present = [.. suite.Peers.Where(peer => peer.WhyMissing is null && peers.Takes(suite, peer))];
        for (int round = 0; round <= rounds; round++)
        {
            string title = round == 0 ? "warm-up" : $"round {round} of {rounds}";
            foreach (IPeer peer in present)
            {
                progress.WriteLine($"{suite.Name}, {title}: {peer.Name}");
                CollectGarbage(); // The last peer's is not to be this one's work.
                foreach (Measurement measured in peer.Round())
                {
                    if (round > 0)
                    {
                        result.Add(peer.Name, measured);
                    }
                }
            }
        }

        return result;
    }

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
