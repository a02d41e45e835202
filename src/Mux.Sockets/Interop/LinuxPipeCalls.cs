using Tmds.Linux;

namespace Mux.Interop;

/// <summary>Pipes of Linux, by Tmds.LibC.</summary>
/// <remarks>No type of it may stand in a signature or a field: see <see cref="LinuxSocketCalls"/>.</remarks>
internal sealed unsafe class LinuxPipeCalls : IPipeCalls
{
    private const int F_SETPIPE_SZ = 1031;
    private const int F_GETPIPE_SZ = 1032;
    private const uint SPLICE_F_MOVE = 1;
    private const uint SPLICE_F_NONBLOCK = 2;
    private const uint SPLICE_F_MORE = 4;

    public SyscallResult Open(out int reader, out int writer)
    {
        int* ends = stackalloc int[2];
        SyscallResult opened = SyscallResult.Capture(LibC.pipe2(ends, LibC.O_NONBLOCK | LibC.O_CLOEXEC));
        (reader, writer) = (ends[0], ends[1]);
        return opened;
    }

    public SyscallResult SetCapacity(int pipe, int bytes) => SyscallResult.Capture(LibC.fcntl(pipe, F_SETPIPE_SZ, bytes));

    public SyscallResult GetCapacity(int pipe) => SyscallResult.Capture(LibC.fcntl(pipe, F_GETPIPE_SZ));

    public SyscallResult HasRoom(int writer)
    {
        var asked = new pollfd { fd = writer, events = LibC.POLLOUT };
        return SyscallResult.Capture(LibC.poll(&asked, 1, 0));
    }

    // No call moves more than an int can count: that is what it is asked for.
    public SyscallResult Splice(int from, int to, int most, SendHints hints) => SyscallResult.Capture((int)LibC.splice(
        from, null, to, null, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK | ((hints & SendHints.MoreFollows) != 0 ? SPLICE_F_MORE : 0)));
}
