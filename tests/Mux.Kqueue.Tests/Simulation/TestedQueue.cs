using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>One kqueue, used as a program in C would use it.</summary>
internal sealed class TestedQueue : IDisposable
{
    private static readonly Timespec AtOnce = new(TimeSpan.Zero);

    private readonly IKqueueSystem _system;

    public TestedQueue(IKqueueSystem? system = null)
    {
        _system = system ?? new SimulatedKernel();
        Number = _system.Create().Value;
    }

    public int Number { get; }

    public short UserFilter => _system.Abi.UserFilter;

    public static KEvent Reading(Socket socket, KFlags flags, ulong userData = 1) => Filter((int)socket.Handle, KFilter.Read, flags, userData);

    public static KEvent Writing(Socket socket, KFlags flags, ulong userData = 1) => Filter((int)socket.Handle, KFilter.Write, flags, userData);

    public static KEvent Reading(SafeHandle handle, KFlags flags) => Filter((int)handle.DangerousGetHandle(), KFilter.Read, flags, 1);

    public static KEvent Writing(SafeHandle handle, KFlags flags) => Filter((int)handle.DangerousGetHandle(), KFilter.Write, flags, 1);

    public KEvent User(KFlags flags, uint filterFlags = 0) => new() { Ident = 1, Filter = UserFilter, Flags = flags, FilterFlags = filterFlags };

    /// <summary>Submits changes that must be applied.</summary>
    public void Apply(params ReadOnlySpan<KEvent> changes) => Assert.Equal(0, Submit(changes));

    /// <summary>Submits changes without room for receipts.</summary>
    /// <returns>The errno of the first that is refused.</returns>
    public int Submit(params ReadOnlySpan<KEvent> changes) => _system.Kevent(Number, changes, [], null).Errno;

    /// <summary>Submits changes with room.</summary>
    public KEvent[] SubmitWithRoom(int room, params ReadOnlySpan<KEvent> changes) => Call(changes, room, AtOnce);

    /// <summary>What is reported without waiting.</summary>
    public KEvent[] Poll(int room = 16) => Call([], room, AtOnce);

    /// <summary>What is reported to one who waits.</summary>
    public KEvent[] Wait() => Call([], 16, new Timespec(Bound.Hang));

    /// <summary>kevent(2) itself.</summary>
    public SyscallResult Kevent(ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout) => _system.Kevent(Number, changes, events, timeout);

    public void Dispose() => _system.Close(Number);

    private static KEvent Filter(int number, short filter, KFlags flags, ulong userData) =>
        new() { Ident = (nuint)number, Filter = filter, Flags = flags, UserData = userData };

    private KEvent[] Call(ReadOnlySpan<KEvent> changes, int room, Timespec timeout)
    {
        var events = new KEvent[room];
        SyscallResult result = _system.Kevent(Number, changes, events, timeout);
        Assert.Equal(0, result.Errno);
        return events[..result.Value];
    }
}
