using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>A socket of the simulated driver: a number, and the conditions that hold for it now.</summary>
internal sealed class SimulatedSocket
{
    private readonly SimulatedDriver _driver;

    public SimulatedSocket(SimulatedDriver driver, nint number, bool isDatagram)
    {
        _driver = driver;
        Number = number;
        IsDatagram = isDatagram;
        Handle = SimulatedHandle.Of(this);
    }

    public nint Number { get; }

    public bool IsDatagram { get; }

    public SimulatedHandle Handle { get; }

    /// <summary>What a poll would report now. Written by the driver.</summary>
    public AfdEvents Conditions { get; set; }

    public void Arrive() => _driver.Change(this, AfdEvents.Receive, true);

    public void Drain() => _driver.Change(this, AfdEvents.Receive, false);

    public void MakeRoom() => _driver.Change(this, AfdEvents.Send, true);

    public void Fill() => _driver.Change(this, AfdEvents.Send, false);

    public void ArriveUrgent() => _driver.Change(this, AfdEvents.ReceiveExpedited, true);

    public void EndPeer() => _driver.Change(this, AfdEvents.Disconnect, true);

    public void Reset() => _driver.Change(this, AfdEvents.Abort, true);

    public void Refuse() => _driver.Change(this, AfdEvents.ConnectFail, true);

    /// <summary>Closes the socket by its handle, as its owner does.</summary>
    public void Close() => Handle.Dispose();

    /// <summary>Closes the socket behind its handle's back, as the true owner of a borrowed number does.</summary>
    public void CloseUnderlying() => _driver.Close(this);
}
