namespace Mux.Native;

/// <summary>What libzmq reported as an error.</summary>
/// <param name="error">The errno.</param>
/// <param name="message">The text of libzmq.</param>
internal sealed class ZmqException(int error, string message) : Exception($"{message} ({error})")
{
    /// <summary>The errno.</summary>
    public int Error => error;
}
