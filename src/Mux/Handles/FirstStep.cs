namespace Mux;

/// <summary>What an operation begins with.</summary>
internal enum FirstStep
{
    /// <summary>With a wait: an attempt would block.</summary>
    Wait,

    /// <summary>With an attempt, at once.</summary>
    Attempt,

    /// <summary>With an attempt, by way of the loop's queue: its turn has had enough.</summary>
    Queue,
}
