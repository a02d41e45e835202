namespace Mux;

/// <summary>What an event says about its handle: which operations are worth trying now.</summary>
/// <remarks>
/// <para>
/// Readiness is a hint, never a promise: another thread may have taken the data, a checksum may have failed. Handles are
/// non-blocking, and an operation that answers "would block" after an event is normal.
/// </para>
/// <para>
/// Only directions that were asked for are reported. <see cref="ReadClosed"/>, <see cref="WriteClosed"/> and <see cref="Error"/> come
/// without being asked for, and set the asked directions too: a handler that looks only at <see cref="ReadyEvent.CanRead"/> and
/// <see cref="ReadyEvent.CanWrite"/> meets the end or the error in the operation it then tries.
/// </para>
/// <list type="table">
/// <listheader><term>Condition</term><description>Reported</description></listheader>
/// <item><term>data to read, or a connection to accept</term><description>Readable</description></item>
/// <item><term>room to write, or a connect finished</term><description>Writable</description></item>
/// <item><term>the peer shut down its sending half</term><description>Readable, ReadClosed (to a registration that asks for Readable)</description></item>
/// <item><term>both halves of a stream are shut down, where the system can tell</term><description>Readable, Writable, ReadClosed, WriteClosed</description></item>
/// <item><term>connection reset; connect refused or failed</term><description>Readable, Writable, ReadClosed, WriteClosed, Error</description></item>
/// <item><term>reading end of a pipe whose writers are gone</term><description>Readable, ReadClosed</description></item>
/// <item><term>writing end of a pipe whose readers are gone</term><description>Writable, WriteClosed, Error</description></item>
/// <item><term>urgent data</term><description>Priority</description></item>
/// </list>
/// </remarks>
[Flags]
public enum Readiness
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A read or an accept is worth trying.</summary>
    Readable = 1 << 0,

    /// <summary>A write is worth trying, or a connect has finished (its outcome is the socket's error option).</summary>
    Writable = 1 << 1,

    /// <summary>Urgent data, or an exceptional condition of the handle's driver.</summary>
    Priority = 1 << 2,

    /// <summary>No more data will arrive beyond what can be read now: the peer has ended its sending half, or the connection is gone.</summary>
    ReadClosed = 1 << 3,

    /// <summary>Nothing that is written from now on will arrive: the connection or the reading end is gone.</summary>
    WriteClosed = 1 << 4,

    /// <summary>The handle holds an error. The next operation reports it; for a socket, so does its error option (SO_ERROR).</summary>
    Error = 1 << 5,
}
