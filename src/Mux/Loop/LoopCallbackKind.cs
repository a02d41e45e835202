namespace Mux;

/// <summary>Where on a loop a callback came from.</summary>
public enum LoopCallbackKind
{
    /// <summary>An <see cref="IReadyHandler"/>, or what was awaited on an <see cref="AsyncHandle"/>.</summary>
    Handler,

    /// <summary>A timer.</summary>
    Timer,

    /// <summary>A posted action, or the rest of an async method after an await.</summary>
    Posted,
}
