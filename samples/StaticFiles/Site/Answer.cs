using Microsoft.Win32.SafeHandles;
using StaticFiles.Http;

namespace StaticFiles.Site;

/// <summary>What to send: bytes that were written into a buffer, and perhaps a part of a file behind them.</summary>
/// <param name="Length">How many bytes were written: the head, and the body unless it is a part of <paramref name="File"/>.</param>
/// <param name="File">The file whose part is the body; null when there is nothing further to send. Whoever has the answer closes it.</param>
/// <param name="Part">The part.</param>
/// <param name="Stays">Whether the connection stays open for further requests.</param>
internal readonly record struct Answer(int Length, SafeFileHandle? File, ByteRange Part, bool Stays);
