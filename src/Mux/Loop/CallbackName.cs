namespace Mux;

/// <summary>The name of the method that a callback runs, as its author knows it: of an async method the method, and not what the compiler made of it.</summary>
internal static class CallbackName
{
    /// <summary>What a posted call runs, by the caller's own object.</summary>
    public static object TargetOf(in WorkItem item) => (item.Target, item.State) switch
    {
        (SendOrPostCallback, Delegate continuation) => continuation,
        (SendOrPostCallback callback, { } state) when callback.Method.DeclaringType?.Namespace?.StartsWith("System", StringComparison.Ordinal) == true => state,
        (_, HandleWaiter waiter) => waiter.Awaiter ?? waiter,
        (_, Func<Task> method) => method,
        _ => item.Target,
    };

    /// <summary>The name.</summary>
    public static string Of(object target) => target switch
    {
        HandleDirections directions => Of(directions.LastAwaiter ?? target.GetType()),
        Delegate { Target: { } box } continuation when MethodOf(box.GetType()) is not null && continuation.Method.Name == "MoveNext" => MethodOf(box.GetType())!,
        Delegate { Method: var method } => $"{method.DeclaringType}.{method.Name}",
        Type type => type.ToString(),
        _ => MethodOf(target.GetType()) ?? target.GetType().ToString(),
    };

    // The object that holds the state of an async method is generic, over the structure that the compiler made for the method: Class+<Method>d__1.
    private static string? MethodOf(Type box)
    {
        Type? state = box.IsGenericType ? box.GetGenericArguments()[^1] : box;
        string name = state.Name;
        int end = name.IndexOf('>', StringComparison.Ordinal);
        return name.StartsWith('<') && end > 1 ? $"{state.DeclaringType}.{name[1..end]}" : null;
    }
}
