namespace Mux;

/// <summary>How each kind of target is called. One cached delegate a kind: posting and scheduling store it beside the caller's own.</summary>
internal static class Callback
{
    public static readonly Action<object, object?> OfAction = static (target, _) => ((Action)target)();

    public static readonly Action<object, object?> OfContextCallback = static (target, state) => ((SendOrPostCallback)target)(state);

    /// <summary>For targets of type <see cref="Action{T}"/>.</summary>
    public static class Of<TState>
        where TState : class?
    {
        public static readonly Action<object, object?> Run = static (target, state) => ((Action<TState>)target)((TState)state!);
    }
}
