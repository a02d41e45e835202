using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>Who owns which socket and which block. Everything here is called under the poll list's lock, but what makes and releases it.</summary>
internal sealed class PollOwners : IDisposable
{
    private readonly IIocpKernel _kernel;
    private readonly AfdGroups _groups;
    private readonly Lock _listLock;
    private readonly Dictionary<nint, IocpRegistration> _bySocket = [];  // Registered.
    private readonly Dictionary<nint, IocpRegistration> _unwinding = []; // Ended, by socket; the kernel still has the block.
    private readonly Dictionary<nint, IocpRegistration> _byBlock = [];   // Every owner of a block, registered or unwinding.

    /// <exception cref="PlatformNotSupportedException">The socket driver's device cannot be opened.</exception>
    /// <exception cref="MultiplexerException">The system refused.</exception>
    public PollOwners(IIocpKernel kernel, nint port, Lock listLock)
    {
        _listLock = listLock;
        _kernel = kernel;
        _groups = new AfdGroups(kernel, port);
    }

    /// <summary>How many blocks are allocated.</summary>
    public int Blocks => _byBlock.Count;

    /// <summary>A poll of a socket that no registration has; a block of its own, and a place in a group.</summary>
    /// <exception cref="InvalidOperationException">The socket is registered.</exception>
    public AfdPoll CreatePoll(BaseSocket socket)
    {
        _listLock.AssertHeld();
        EndFormerOwner(socket);
        return new AfdPoll(_kernel, _groups.Join(), socket.Handle, PollBlock.Allocate());
    }

    /// <summary>Whether the registration's socket is open, although the driver does not know it.</summary>
    public bool IsOpen(IocpRegistration registration) => !registration.Handle.IsClosed && _kernel.IsDatagram(registration.Socket.Handle).Succeeded;

    /// <summary>Notes a new registration.</summary>
    public void Add(IocpRegistration registration)
    {
        _listLock.AssertHeld();
        _bySocket.Add(registration.Socket.Handle, registration);
        _byBlock.Add(registration.Poll.Block.Address, registration);
    }

    /// <summary>Whether the kernel still has a poll of the same socket that a former registration has submitted.</summary>
    public bool IsUnwinding(BaseSocket socket) => _unwinding.ContainsKey(socket.Handle);

    /// <summary>The registration whose poll a packet says is over. Null for a wake, and for a packet that says nothing of the sort.</summary>
    public IocpRegistration? OwnerOf(in CompletionPacket packet) =>
        packet.Key == PacketKeys.Poll && _byBlock.TryGetValue(packet.Overlapped, out IocpRegistration? owner) && owner.Poll.IsAnsweredBy(packet)
            ? owner
            : null;

    /// <summary>Ends a registration, and gives its block back as soon as the kernel does.</summary>
    public void End(IocpRegistration registration)
    {
        _listLock.AssertHeld();
        if (!registration.End())
        {
            return;
        }

        _bySocket.Remove(registration.Socket.Handle);
        registration.Change.List?.Remove(registration.Change);
        if (registration.Poll.State == PollState.Idle)
        {
            Release(registration); // It has no successor yet: this is the one that is registered.
            return;
        }

        registration.Poll.Cancel();
        _unwinding[registration.Socket.Handle] = registration;
    }

    /// <summary>Ends every registration.</summary>
    public void EndAll()
    {
        _listLock.AssertHeld();
        foreach (IocpRegistration registration in _bySocket.Values.ToArray())
        {
            End(registration);
        }
    }

    /// <summary>Frees the block of a registration that has ended, and that the kernel has given back.</summary>
    /// <returns>The registration that has waited for it before it could poll the same socket, or null.</returns>
    public IocpRegistration? Release(IocpRegistration registration)
    {
        _listLock.AssertHeld();
        nint socket = registration.Socket.Handle;
        _byBlock.Remove(registration.Poll.Block.Address);
        registration.Poll.Block.Free();
        _groups.Leave(registration.Poll.Group);

        if (_unwinding.TryGetValue(socket, out IocpRegistration? unwinding) && unwinding == registration)
        {
            _unwinding.Remove(socket);
            return _bySocket.GetValueOrDefault(socket);
        }

        return null;
    }

    public void Dispose() => _groups.Dispose();

    // A socket that was closed without unregistering may have left its number to this one.
    private void EndFormerOwner(BaseSocket socket)
    {
        if (!_bySocket.TryGetValue(socket.Handle, out IocpRegistration? former))
        {
            return;
        }

        if (!former.Handle.IsClosed && !former.Poll.SawLocalClose)
        {
            throw RegistrationRules.RegisteredTwice(socket.Handle);
        }

        End(former);
    }
}
