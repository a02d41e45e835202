using System.Runtime.InteropServices;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>A handle whose number the simulation knows. Closing it closes the socket, unless it only borrows the number.</summary>
internal sealed class SimulatedHandle : SafeHandle
{
    private readonly SimulatedSocket? _socket;

    private SimulatedHandle(nint number, SimulatedSocket? socket)
        : base(0, ownsHandle: socket is not null)
    {
        _socket = socket;
        SetHandle(number);
    }

    public override bool IsInvalid => handle <= 0;

    /// <summary>The handle of a socket.</summary>
    public static SimulatedHandle Of(SimulatedSocket socket) => new(socket.Number, socket);

    /// <summary>A number that belongs to somebody else.</summary>
    public static SimulatedHandle Borrowing(nint number) => new(number, null);

    protected override bool ReleaseHandle()
    {
        _socket?.CloseUnderlying();
        return true;
    }
}
