using Mux.Interop;

namespace Mux;

/// <summary>What each errno of a descriptor's own calls means to a caller, and what the caller can do about it. Pure.</summary>
internal static class DescriptorErrors
{
    /// <summary>Why read(2), or a call that reads, failed.</summary>
    public static MultiplexerException OnRead(int errno) => new("read", errno, errno switch
    {
        UnixErrno.EBADF => "The descriptor is not open for reading.", // Its number is held open meanwhile.
        UnixErrno.EISDIR => "The descriptor is a directory.",
        UnixErrno.EIO => "The other side of a terminal has been closed, or a device has failed.",
        _ => null,
    });

    /// <summary>Why write(2), or a call that writes, failed.</summary>
    public static MultiplexerException OnWrite(int errno) => new("write", errno, errno switch
    {
        UnixErrno.EBADF => "The descriptor is not open for writing.",
        UnixErrno.EPIPE => "All readers have closed their side.",
        UnixErrno.EIO => "The other side of a terminal has been closed, or a device has failed.",
        _ => null,
    });

    /// <summary>Why a descriptor's mode could not be asked for.</summary>
    public static MultiplexerException OnMode(int errno) => new("fcntl", errno);

    /// <summary>Why poll(2) did not say whether a descriptor is readable.</summary>
    public static MultiplexerException OnPoll(int errno) => new("poll", errno);
}
