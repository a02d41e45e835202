namespace Mux.Native;

/// <summary>One notification of a channel that a connection listens to.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Payload">The text that came with it, perhaps empty.</param>
/// <param name="ProcessId">The server process that sent it.</param>
internal readonly record struct PostgresNotification(string Channel, string Payload, int ProcessId);
