using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>A handle that its owner disposes of during a call of the multiplexer is closed by that call, which may take its time: nobody else waits for it.</summary>
public sealed class LingeringCloseTests
{
    [Fact]
    public void During_a_change()
    {
        var kernel = new InterruptedKernel();
        using var mux = new KqueueMultiplexer(kernel);
        using var pair = ConnectedPair.OnLoopback();
        using var handle = new CallingBackHandle(pair.Left.Handle, () => mux.Register(pair.Right, Interests.Readable).Dispose());
        EventRegistration registration = mux.Register(handle, Interests.Readable);
        kernel.AfterNextChange = handle.Dispose;

        registration.Modify(Interests.Writable);

        Assert.True(handle.WereFree);
    }

    private sealed class InterruptedKernel : IKqueueSystem
    {
        private readonly SimulatedKernel _inner = new();

        public Action? AfterNextChange { get; set; }

        public KqueueAbi Abi => _inner.Abi;

        public SyscallResult Create() => _inner.Create();

        public SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout)
        {
            SyscallResult result = _inner.Kevent(kqueue, changes, events, timeout);
            if (!changes.IsEmpty && AfterNextChange is { } action)
            {
                AfterNextChange = null;
                action();
            }

            return result;
        }

        public SyscallResult KindOf(int descriptor) => _inner.KindOf(descriptor);

        public void Close(int descriptor) => _inner.Close(descriptor);
    }
}
