namespace Mux;

/// <summary>Something on which callers wait, and which its loop can no longer serve once it has ended.</summary>
internal interface IEndsWithLoop
{
    /// <summary>Whether what it waits for can no longer come, although the loop runs. Asked by any thread.</summary>
    bool IsOrphaned { get; }

    /// <summary>Ends the waits that are under way, and refuses later ones. On the loop's thread.</summary>
    void EndWithLoop(Exception reason);
}
