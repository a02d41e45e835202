namespace Mux;

/// <summary>What an awaited receive of a datagram answers with. The bytes are in the buffer that was passed.</summary>
/// <param name="Length">The number of bytes in the buffer. 0 is an empty datagram.</param>
/// <param name="IsTruncated">Whether the datagram was longer than the buffer: the buffer is full, and the rest of the datagram is lost. Any peer can cause this, so it is a value and not an exception.</param>
public readonly record struct ReceivedDatagram(int Length, bool IsTruncated);
