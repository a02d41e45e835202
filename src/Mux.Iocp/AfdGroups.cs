using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>The helper handles of one multiplexer. Under the poll list's lock.</summary>
internal sealed class AfdGroups : IDisposable
{
    private readonly IIocpKernel _kernel;
    private readonly nint _port;
    private readonly List<AfdGroup> _withRoom = [];
    private readonly List<AfdGroup> _all = [];

    /// <summary>Opens the first handle at once: where that is impossible, nothing else will work.</summary>
    /// <exception cref="PlatformNotSupportedException">The socket driver's device cannot be opened.</exception>
    /// <exception cref="MultiplexerException">The system refused.</exception>
    public AfdGroups(IIocpKernel kernel, nint port)
    {
        _kernel = kernel;
        _port = port;
        Open();
    }

    /// <summary>A handle with room for one more registration.</summary>
    /// <exception cref="PlatformNotSupportedException">The socket driver's device cannot be opened.</exception>
    /// <exception cref="MultiplexerException">The system refused.</exception>
    public AfdGroup Join()
    {
        if (_withRoom.Count == 0)
        {
            Open();
        }

        AfdGroup group = _withRoom[^1];
        if (++group.Members == AfdGroup.Capacity)
        {
            _withRoom.RemoveAt(_withRoom.Count - 1);
        }

        return group;
    }

    /// <summary>Gives a place back, once its poll has come back. The handles stay open for the next sockets.</summary>
    public void Leave(AfdGroup group)
    {
        if (group.Members-- == AfdGroup.Capacity)
        {
            _withRoom.Add(group);
        }
    }

    public void Dispose()
    {
        foreach (AfdGroup group in _all)
        {
            group.Dispose();
        }
    }

    private void Open()
    {
        (int status, nint handle) = _kernel.OpenAfd();
        if (NtStatus.IsError(status))
        {
            throw IocpErrors.OnOpenAfd(status);
        }

        var owned = new KernelHandle(_kernel, handle);
        try
        {
            ThrowIfFailed("CreateIoCompletionPort", _kernel.Associate(handle, _port, PacketKeys.Poll));
            ThrowIfFailed("SetFileCompletionNotificationModes", _kernel.SkipEvents(handle));
        }
        catch
        {
            owned.Dispose();
            throw;
        }

        var group = new AfdGroup(owned);
        _all.Add(group);
        _withRoom.Add(group);
    }

    private static void ThrowIfFailed(string call, Win32Result result)
    {
        if (!result.Succeeded)
        {
            throw new MultiplexerException(call, result.Error);
        }
    }
}
