using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux.Sockets.Tests;

/// <summary>The system's calls, each of which first answers what a fact has put in front of it; and sends that take less than they are given.</summary>
internal sealed class FaultySocketCalls : ISocketCalls
{
    private readonly ISocketCalls _system = SocketCalls.OfThisSystem;
    private readonly Queue<int> _errors = new();

    /// <summary>The most that one send takes: bytes, pieces of more than two (one at a time), or datagrams of a batch.</summary>
    public int MostSent { get; set; } = int.MaxValue;

    /// <summary>Whether a signal comes while a connect has begun: it goes on, and the call does not tell.</summary>
    public bool InterruptsConnect { get; set; }

    /// <summary>The settings that were set, in order.</summary>
    public List<(SocketSetting Setting, int Value)> Set { get; } = [];

    /// <summary>Sees each socket before it is closed.</summary>
    public Action<int> Closing { get; set; } = static _ => { };

    /// <summary>How many faults are still to come.</summary>
    public int FaultsLeft => _errors.Count;

    /// <summary>How many calls were made, with those that failed.</summary>
    public int Calls { get; private set; }

    /// <summary>The system's number for "interrupted" (EINTR, WSAEINTR).</summary>
    public static int Interrupted => OperatingSystem.IsWindows() ? 10004 : 4;

    /// <summary>The system's number for "would block" (EAGAIN, WSAEWOULDBLOCK).</summary>
    public static int WouldBlock => OperatingSystem.IsWindows() ? 10035 : OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>Has the next calls fail, whichever they are; a 0 lets one through.</summary>
    public void FailNext(params int[] errors)
    {
        foreach (int error in errors)
        {
            _errors.Enqueue(error);
        }
    }

    public bool ShortReceiveDrains => _system.ShortReceiveDrains;

    public SyscallResult Open(AddressFamily family, SocketType type) => _system.Open(family, type);

    public SyscallResult Bind(int socket, ReadOnlySpan<byte> address) => Fault() ?? _system.Bind(socket, address);

    public SyscallResult Listen(int socket, int backlog) => Fault() ?? _system.Listen(socket, backlog);

    public SyscallResult Accept(int listener, Span<byte> address, out int length)
    {
        length = 0;
        return Fault() ?? _system.Accept(listener, address, out length);
    }

    public SyscallResult Connect(int socket, ReadOnlySpan<byte> address) => Fault() ?? (InterruptsConnect ? Interrupt(_system.Connect(socket, address)) : _system.Connect(socket, address));

    public SyscallResult Receive(int socket, Span<byte> buffer, ReceiveFlags flags) => Fault() ?? _system.Receive(socket, buffer, flags);

    public SyscallResult Send(int socket, ReadOnlySpan<byte> bytes, SendHints hints) => Fault() ?? _system.Send(socket, bytes[..Math.Min(bytes.Length, MostSent)], hints);

    public SyscallResult Send(int socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, SendHints hints)
    {
        int ofFirst = Math.Min(first.Length, MostSent);
        return Fault() ?? _system.Send(socket, first[..ofFirst], second[..Math.Min(second.Length, MostSent - ofFirst)], hints);
    }

    public SyscallResult Send(int socket, ReadOnlySpan<IoSegment> segments, SendHints hints) => Fault() ?? _system.Send(socket, MostSent < int.MaxValue ? segments[..1] : segments, hints);

    public SyscallResult ReceiveFrom(int socket, Span<byte> buffer, Span<byte> address, out int length, out bool isTruncated)
    {
        (length, isTruncated) = (0, false);
        return Fault() ?? _system.ReceiveFrom(socket, buffer, address, out length, out isTruncated);
    }

    public SyscallResult SendTo(int socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address) => Fault() ?? _system.SendTo(socket, datagram, address);

    public SyscallResult ReceiveMany(int socket, DatagramBatch batch) => Fault() ?? _system.ReceiveMany(socket, batch);

    public SyscallResult SendMany(int socket, DatagramBatch batch, int start)
    {
        int count = batch.Count;
        batch.Count = (int)Math.Min(count, (long)start + MostSent);
        SyscallResult sent = Fault() ?? _system.SendMany(socket, batch, start);
        batch.Count = count;
        return sent;
    }

    public SyscallResult SendFile(int socket, SafeFileHandle file, long offset, int count) => Fault() ?? _system.SendFile(socket, file, offset, Math.Min(count, MostSent));

    public SyscallResult GetUnacknowledged(int socket) => Fault() ?? _system.GetUnacknowledged(socket);

    public SyscallResult Shutdown(int socket, SocketShutdown how) => Fault() ?? _system.Shutdown(socket, how);

    public SyscallResult GetSetting(int socket, SocketSetting setting) => Fault() ?? _system.GetSetting(socket, setting);

    public SyscallResult SetSetting(int socket, SocketSetting setting, int value)
    {
        Set.Add((setting, value));
        return Fault() ?? _system.SetSetting(socket, setting, value);
    }

    public SyscallResult SetLinger(int socket, bool enabled, int seconds) => Fault() ?? _system.SetLinger(socket, enabled, seconds);

    public SyscallResult GetLinger(int socket, out int seconds)
    {
        seconds = 0;
        return Fault() ?? _system.GetLinger(socket, out seconds);
    }

    public SyscallResult GetLocalAddress(int socket, Span<byte> address, out int length)
    {
        length = 0;
        return Fault() ?? _system.GetLocalAddress(socket, address, out length);
    }

    public SyscallResult GetPeerAddress(int socket, Span<byte> address, out int length)
    {
        length = 0;
        return Fault() ?? _system.GetPeerAddress(socket, address, out length);
    }

    public SyscallResult Close(int socket)
    {
        Closing(socket);
        return _system.Close(socket);
    }

    public SocketError ErrorOf(int error) => _system.ErrorOf(error);

    private static SyscallResult Interrupt(SyscallResult made) => made.Errno == 0 ? made : SyscallResult.Failure(Interrupted);

    private SyscallResult? Fault()
    {
        Calls++;
        return _errors.TryDequeue(out int error) && error != 0 ? SyscallResult.Failure(error) : null;
    }
}
