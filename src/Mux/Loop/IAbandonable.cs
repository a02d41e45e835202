namespace Mux;

/// <summary>The target of a posted call that somebody waits for: told when the loop ends without having run it.</summary>
internal interface IAbandonable
{
    /// <summary>Tells whoever waits.</summary>
    void Abandon(EventLoop loop);
}
