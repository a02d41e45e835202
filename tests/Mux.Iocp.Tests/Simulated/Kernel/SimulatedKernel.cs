using System.Collections.Concurrent;
using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>A kernel with one completion port, helper handles, and sockets that facts command. Safe for threads, as the kernel is.</summary>
internal sealed class SimulatedKernel : IIocpKernel
{
    private readonly object _guard = new();
    private readonly HashSet<nint> _handles = [];
    private readonly HashSet<nint> _associated = [];
    private nint _nextHandle = 0x10000;

    public SimulatedKernel()
    {
        Port = new SimulatedPort(_guard);
        Driver = new SimulatedDriver(_guard, Port) { WritesLate = WritesLateHere.Value };
    }

    /// <summary>Whether the kernels that this fact makes write a poll's answer only when its packet is dequeued, as Windows does. Wine writes it at once.</summary>
    public static AsyncLocal<bool> WritesLateHere { get; } = new();

    public SimulatedPort Port { get; }

    public SimulatedDriver Driver { get; }

    public CallScript Script { get; } = new();

    /// <summary>The times that were waited for, in milliseconds.</summary>
    public ConcurrentQueue<uint> Timeouts { get; } = new();

    /// <summary>What sockets answer when asked for the handle below them, where it is not themselves. By number and code.</summary>
    public Dictionary<(nint Socket, uint Code), Win32Result> Layers { get; } = [];

    /// <summary>Handles that are open and no sockets.</summary>
    public HashSet<nint> Files { get; } = [];

    /// <summary>How many ports and helper handles are open.</summary>
    public int OpenHandles
    {
        get
        {
            lock (_guard)
            {
                return _handles.Count;
            }
        }
    }

    public Win32Result CreatePort() => Run(nameof(CreatePort), () => Win32Result.Success(NewHandle()));

    public (int Status, nint Handle) OpenAfd() =>
        Script.Next(nameof(OpenAfd)) is { } status ? (status, 0) : (NtStatus.Success, NewHandle());

    public Win32Result Associate(nint handle, nint port, nuint key) => Run(nameof(Associate), () =>
    {
        Assert.Equal(PacketKeys.Poll, key);
        lock (_guard)
        {
            Assert.Contains(handle, _handles);
            Assert.Contains(port, _handles);
            Assert.True(_associated.Add(handle), "A handle joins a port once.");
            return Win32Result.Success(0);
        }
    });

    public Win32Result SkipEvents(nint handle) => Run(nameof(SkipEvents), () =>
    {
        lock (_guard)
        {
            Assert.Contains(handle, _associated);
            return Win32Result.Success(0);
        }
    });

    public Win32Result QuerySocketHandle(nint socket, uint code) => Run(nameof(QuerySocketHandle), () =>
        Layers.TryGetValue((socket, code), out Win32Result layer) ? layer
        : Driver.Find(socket) is null ? new Win32Result(0, Win32Error.NotSocket)
        : Win32Result.Success(socket));

    public Win32Result CheckOpen(nint handle) =>
        Files.Contains(handle) || Driver.Find(handle) is not null ? Win32Result.Success(0) : new Win32Result(0, 6);

    public Win32Result IsDatagram(nint socket) => Run(nameof(IsDatagram), () =>
        Driver.Find(socket) is { } found ? Win32Result.Success(found.IsDatagram ? 1 : 0)
        : Layers.Keys.Any(layer => layer.Socket == socket) ? Win32Result.Success(0)
        : new Win32Result(0, Win32Error.NotSocket));

    public int Poll(nint afd, PollBlock block)
    {
        lock (_guard)
        {
            Assert.Contains(afd, _associated);
        }

        return Script.Next(nameof(Poll)) ?? Driver.Poll(afd, block);
    }

    public int Cancel(nint afd, PollBlock block) => Script.Next(nameof(Cancel)) ?? Driver.Cancel(afd, block);

    public Win32Result Dequeue(nint port, CompletionBuffer buffer, uint milliseconds)
    {
        Timeouts.Enqueue(milliseconds);
        return Run(nameof(Dequeue), () =>
        {
            int count = Port.Dequeue(buffer, milliseconds);
            for (int i = 0; i < count; i++)
            {
                Driver.GiveBack(buffer[i].Overlapped);
            }

            return count > 0 ? Win32Result.Success(count) : new Win32Result(0, Win32Error.WaitTimeout);
        });
    }

    public Win32Result Post(nint port, nuint key) => Run(nameof(Post), () =>
    {
        Port.Queue(new CompletionPacket { Key = key });
        return Win32Result.Success(0);
    });

    public void Close(nint handle)
    {
        lock (_guard)
        {
            Assert.True(_handles.Remove(handle), "A handle was closed that is not open.");
            _associated.Remove(handle);
        }
    }

    private Win32Result Run(string call, Func<Win32Result> body) => Script.Next(call) is { } error ? new Win32Result(0, error) : body();

    private nint NewHandle()
    {
        lock (_guard)
        {
            _handles.Add(_nextHandle += 4);
            return _nextHandle;
        }
    }
}
