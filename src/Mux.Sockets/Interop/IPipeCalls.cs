namespace Mux.Interop;

/// <summary>What a <see cref="SplicePipe"/> asks of the system: one call each. The seam at which tests inject faults. From any thread; whoever calls holds leases of the handles meanwhile.</summary>
internal interface IPipeCalls
{
    /// <summary>pipe2(2): both ends non-blocking, and not inherited by child processes.</summary>
    SyscallResult Open(out int reader, out int writer);

    /// <summary>F_SETPIPE_SZ of fcntl(2).</summary>
    /// <returns>The capacity, which may be more than was asked for.</returns>
    SyscallResult SetCapacity(int pipe, int bytes);

    /// <summary>F_GETPIPE_SZ of fcntl(2).</summary>
    SyscallResult GetCapacity(int pipe);

    /// <summary>poll(2) of the writing end, without waiting.</summary>
    /// <returns>1 when there is room for something, 0 when there is none.</returns>
    SyscallResult HasRoom(int writer);

    /// <summary>splice(2), which waits for neither side, and moves pages where it can.</summary>
    SyscallResult Splice(int from, int to, int most, SendHints hints);
}
