using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>Descriptors held back while connections are accepted, so that accepting meets the process's limit before the limit meets the process; and one to refuse with when it has.</summary>
/// <remarks>
/// <para>
/// The runtime opens files at moments of its own choice: to start a thread (for a signal, say) and to load an assembly. Where it cannot, it ends the process with "Out of memory". Whatever accepting leaves, it leaves at least these.
/// A <see cref="ConnectionAcceptor"/> has a reserve of its own; this is for servers that accept by themselves.
/// </para>
/// <para>Windows has no such limit, and nothing is held there. One thread at a time.</para>
/// </remarks>
public sealed class DescriptorReserve : IDisposable
{
    private const int None = -1;
    private const string NullDevice = "/dev/null";

    private readonly int[] _spare = [None, None, None, None];
    private int _file = None; // Held all the time: closing it frees a number of this process, and a file of the system.
    private bool _disposed;

    /// <summary>Takes the first of them, has the thread pool started, and goes through an exception: what the runtime opens for its first one of each, it opens now.</summary>
    public DescriptorReserve()
    {
        _ = TryHoldFile();
        ThreadPool.UnsafeQueueUserWorkItem(static _ => { }, null); // Threads that it cannot start while the reserve is held would end the process.
        try
        {
            throw SocketFailure.Of(SocketError.TooManyOpenSockets, systemError: 0);
        }
        catch (SocketException rehearsed)
        {
            _ = rehearsed.Message;
        }
    }

    /// <summary>Finalizes: the numbers would be lost.</summary>
    ~DescriptorReserve() => Release();

    /// <summary>Takes all that belongs to it, before accepting. What is held already stays.</summary>
    /// <returns>False when there are not that many left: better not to accept now. Nothing is then held but, perhaps, what is for refusing.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public bool TryHold()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        if (!TryHoldFile())
        {
            return false;
        }

        for (int index = 0; index < _spare.Length; index++)
        {
            if (_spare[index] == None && !TryTake(UnixFile.Duplicate(_file), ref _spare[index]))
            {
                LetGo();
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets go of what is for the runtime, after accepting.</summary>
    public void LetGo()
    {
        for (int index = 0; index < _spare.Length; index++)
        {
            CloseOne(ref _spare[index]);
        }
    }

    /// <summary>Has the next waiting connection closed with a reset although there is no descriptor for it.</summary>
    /// <param name="listener">Where it waits.</param>
    /// <returns>False when none waits, or not even this is possible.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="listener"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This or the listener is disposed of.</exception>
    public bool TryRefuse(StreamListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ObjectDisposedException.ThrowIf(_disposed, this);

        CloseOne(ref _file);
        try
        {
            if (!listener.TryAccept(out StreamSocket? socket, out _))
            {
                return false;
            }

            socket.Abort();
            return true;
        }
        finally
        {
            _ = TryHoldFile(); // Another thread may have been quicker. Then TryHold gets it back, when there is one.
        }
    }

    /// <summary>Lets go of all.</summary>
    public void Dispose()
    {
        _disposed = true;
        Release();
        GC.SuppressFinalize(this);
    }

    private static bool TryTake(SyscallResult taken, ref int place)
    {
        place = taken.Succeeded ? taken.Value : None;
        return taken.Succeeded;
    }

    private static void CloseOne(ref int place)
    {
        if (place != None)
        {
            UnixFile.Close(place);
            place = None;
        }
    }

    private bool TryHoldFile() => _file != None || (!OperatingSystem.IsWindows() && TryTake(UnixFile.Open(NullDevice), ref _file));

    private void Release()
    {
        LetGo();
        CloseOne(ref _file);
    }
}
