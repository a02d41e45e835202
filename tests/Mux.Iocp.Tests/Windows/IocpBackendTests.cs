using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests;

/// <summary>The backend on the system that it is made for.</summary>
public sealed class IocpBackendTests
{
    [Fact]
    public void It_is_supported_and_creates_multiplexers_of_its_name()
    {
        var backend = new IocpBackend();

        Assert.True(backend.IsSupported(out string? reason), reason);
        using IEventMultiplexer mux = backend.Create();

        Assert.IsType<IocpMultiplexer>(mux);
        Assert.Equal("iocp", backend.Name);
        Assert.Equal("iocp", mux.Name);
    }

    [Fact]
    public void Its_features_are_priority_and_nothing_else()
    {
        using var mux = new IocpMultiplexer();

        Assert.Equal(MultiplexerFeatures.Priority, mux.Features);
    }

    [Fact]
    public void The_driver_takes_a_poll_and_gives_it_back_cancelled()
    {
        WindowsIocpKernel kernel = WindowsIocpKernel.Instance;
        using var port = new KernelHandle(kernel, kernel.CreatePort().Value);
        (int opened, nint handle) = kernel.OpenAfd();
        Assert.Equal(NtStatus.Success, opened);
        using var afd = new KernelHandle(kernel, handle);
        Assert.True(kernel.Associate(handle, port.Value, PacketKeys.Poll).Succeeded);
        using var pair = ConnectedPair.OnLoopback();
        PollBlock block = PollBlock.Allocate();

        block.Prepare(pair.Left.Handle, AfdEvents.Receive | AfdEvents.Accept | AfdEvents.Disconnect);
        Assert.Equal(NtStatus.Pending, kernel.Poll(handle, block));
        Assert.False(block.IsComplete);
        Assert.Equal(NtStatus.Success, kernel.Cancel(handle, block));
        var packets = new CompletionBuffer(4);
        Assert.Equal(Win32Result.Success(1), kernel.Dequeue(port.Value, packets, (uint)Bound.Hang.TotalMilliseconds));

        Assert.Equal(PacketKeys.Poll, packets[0].Key);
        Assert.Equal(block.Address, packets[0].Overlapped);
        Assert.Equal(NtStatus.Cancelled, block.Status);
        Assert.Equal(AfdEvents.None, block.ReportedEvents);
        block.Free();
    }
}
