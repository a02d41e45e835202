namespace Mux.Kqueue.Tests.Native;

/// <summary>What Linux tells of a pipe beyond poll(2).</summary>
internal static class PipeFacts
{
    private const int F_GETFL = 3;
    private const int O_ACCMODE = 3;
    private const int O_RDONLY = 0;
    private const int O_WRONLY = 1;

    public static bool IsReadingEnd(int pipe) => Access(pipe) == O_RDONLY;

    public static bool IsWritingEnd(int pipe) => Access(pipe) == O_WRONLY;

    private static int Access(int pipe) => LibC.FControl(pipe, F_GETFL, 0) & O_ACCMODE;
}
