namespace Mux.Compare.Chain;

/// <summary>One way to watch a ring. For one thread.</summary>
internal interface IChainRunner : IDisposable
{
    /// <summary>Watches all of the ring: the set-up that is measured.</summary>
    void Register();

    /// <summary>Runs until every byte has arrived.</summary>
    /// <param name="begin">Sends the first bytes; called when all is ready for them.</param>
    void Run(Action begin);

    /// <summary>Watches nothing any more.</summary>
    void Unregister();
}
