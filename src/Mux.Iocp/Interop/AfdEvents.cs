namespace Mux.Iocp.Interop;

/// <summary>What a poll of the socket driver (AFD) asks for and reports. AFD_POLL_CONNECT (0x40) is left out on purpose: once asserted it stays, and a poll that asks for it always ends at once.</summary>
[Flags]
internal enum AfdEvents : uint
{
    None = 0,
    Receive = 0x001,
    ReceiveExpedited = 0x002,
    Send = 0x004,
    Disconnect = 0x008,
    Abort = 0x010,
    LocalClose = 0x020,
    Accept = 0x080,
    ConnectFail = 0x100,
}
