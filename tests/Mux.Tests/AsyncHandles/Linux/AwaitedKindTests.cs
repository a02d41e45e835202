using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>What no other API of .NET awaits with cancellation: descriptors of every kind.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class AwaitedKindTests : IDisposable
{
    private readonly EventLoop _loop = EventLoop.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => AwaitedKind.Names;

    public void Dispose() => _loop.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_completes_once_there_is_something(string kind)
    {
        using AwaitedKind source = AwaitedKind.Create(kind);
        using AsyncHandle handle = _loop.Attach(source.Handle, Interests.Readable);
        Task<Readiness> wait = _loop.InvokeAsync(async () => await handle.ReadableAsync(Cancellation), Cancellation);
        await _loop.InvokeAsync(() => { }, Cancellation); // The wait has begun.
        Assert.False(wait.IsCompleted);

        source.MakeReady();

        Assert.True((await wait.WaitAsync(Bound.Hang, Cancellation)).HasFlag(Readiness.Readable));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_completes_at_once_when_something_was_there_before(string kind)
    {
        using AwaitedKind source = AwaitedKind.Create(kind);
        source.MakeReady();

        using AsyncHandle handle = _loop.Attach(source.Handle, Interests.Readable);

        Assert.True((await handle.ReadableAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation)).HasFlag(Readiness.Readable));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_cancelled_and_can_be_awaited_again(string kind)
    {
        using AwaitedKind source = AwaitedKind.Create(kind);
        using AsyncHandle handle = _loop.Attach(source.Handle, Interests.Readable);
        using var cancellation = new CancellationTokenSource();
        Task<Readiness> wait = _loop.InvokeAsync(async () => await handle.ReadableAsync(cancellation.Token), Cancellation);
        await _loop.InvokeAsync(() => { }, Cancellation);

        await cancellation.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
        ValueTask<Readiness> again = handle.ReadableAsync(Cancellation);
        source.MakeReady();
        Assert.True((await again.AsTask().WaitAsync(Bound.Hang, Cancellation)).HasFlag(Readiness.Readable));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Detaching_ends_the_wait_and_leaves_the_descriptor_open(string kind)
    {
        using AwaitedKind source = AwaitedKind.Create(kind);
        AsyncHandle handle = _loop.Attach(source.Handle, Interests.Readable);
        Task<Readiness> wait = handle.ReadableAsync(Cancellation).AsTask();

        handle.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.WaitAsync(Bound.Hang, Cancellation));
        Assert.False(source.Handle.IsClosed);
        using AsyncHandle next = _loop.Attach(source.Handle, Interests.Readable);
        source.MakeReady();
        await next.ReadableAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Closing_the_descriptor_under_a_wait_ends_it(string kind)
    {
        using AwaitedKind source = AwaitedKind.Create(kind);
        using AsyncHandle handle = _loop.Attach(source.Handle, Interests.Readable);
        Task<Readiness> wait = handle.ReadableAsync(Cancellation).AsTask();

        source.Handle.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.WaitAsync(Bound.Hang, Cancellation)); // Found within a second or two.
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_end_of_the_loop_ends_the_wait(string kind)
    {
        using AwaitedKind source = AwaitedKind.Create(kind);
        AsyncHandle handle = _loop.Attach(source.Handle, Interests.Readable);
        Task<Readiness> wait = handle.ReadableAsync(Cancellation).AsTask();

        _loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.WaitAsync(Bound.Hang, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await handle.ReadableAsync(Cancellation));
    }
}
