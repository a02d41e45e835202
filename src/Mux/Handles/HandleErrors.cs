namespace Mux;

/// <summary>Which exceptions of a wait's beginning are the caller's mistake, and thrown at the call; all others are in the task.</summary>
internal static class HandleErrors
{
    public static bool IsMisuse(Exception refusal) => refusal is ArgumentException or InvalidOperationException and not ObjectDisposedException;
}
