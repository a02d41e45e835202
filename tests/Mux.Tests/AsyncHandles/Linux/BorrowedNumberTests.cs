using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>Numbers that somebody else owns, and closes or gives to another file while they are attached.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class BorrowedNumberTests : IDisposable
{
    private readonly RunningLoop _running = new(NativeMultiplexer.Create());
    private readonly Pipe _pipe = new();
    private readonly Pipe _other = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_for_a_number_that_was_closed_ends_when_its_handle_is_disposed_of()
    {
        using AsyncHandle handle = _running.Loop.AttachBorrowed(_pipe.Reader.Number(), Interests.Readable);
        Task<Readiness> wait = handle.WaitAsync(Interests.Readable, Cancellation).AsTask();
        _pipe.Reader.Dispose();
        _pipe.Writer.Dispose();
        _running.Settle();
        Assert.False(wait.IsCompleted);

        handle.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.InTime());
        Assert.Equal(0, _running.Loop.RegistrationCount);
    }

    [Fact]
    public async Task A_wait_that_begins_after_the_number_was_closed_is_refused()
    {
        // A number that is closed may be taken at once by another test. Beyond all numbers in use, this one is not taken.
        SafeFileHandle far = _pipe.Reader.DuplicateTo(_pipe.Reader.Number() + 5000);
        using AsyncHandle handle = await AttachAndTakeAnEventAsync(far);

        far.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => handle.WaitAsync(Interests.Readable, Cancellation).InTime());
    }

    [Fact]
    public async Task A_wait_that_begins_after_the_number_went_to_another_file_is_refused()
    {
        using AsyncHandle handle = await AttachAndTakeAnEventAsync(_pipe.Reader);

        using SafeFileHandle next = GiveToOther();
        _other.Writer.Write(1);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => handle.WaitAsync(Interests.Readable, Cancellation).InTime());
        Assert.Contains("now belongs to another file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_owner_of_a_number_has_events_of_its_own()
    {
        using AsyncHandle former = _running.Loop.AttachBorrowed(_pipe.Reader.Number(), Interests.Readable);
        Task<Readiness> formerWait = former.WaitAsync(Interests.Readable, Cancellation).AsTask();
        using SafeFileHandle next = GiveToOther();
        using AsyncHandle handle = _running.Loop.AttachBorrowed(next.Number(), Interests.Readable);
        Task<Readiness> wait = handle.WaitAsync(Interests.Readable, Cancellation).AsTask();
        _other.Writer.Write(1);
        Assert.Equal(Readiness.Readable, await wait.InTime());

        former.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => formerWait.InTime());
        Assert.Equal([1], next.Read());
        wait = handle.WaitAsync(Interests.Readable, Cancellation).AsTask();
        _other.Writer.Write(2);
        Assert.Equal(Readiness.Readable, await wait.InTime());
    }

    public void Dispose()
    {
        _running.Dispose();
        _pipe.Dispose();
        _other.Dispose();
    }

    // The kernel has to evaluate it again at the next wait.
    private async Task<AsyncHandle> AttachAndTakeAnEventAsync(SafeFileHandle reader)
    {
        AsyncHandle handle = _running.Loop.AttachBorrowed(reader.Number(), Interests.Readable);
        _pipe.Writer.Write(1);
        Assert.Equal(Readiness.Readable, await handle.WaitAsync(Interests.Readable, Cancellation).InTime());
        return handle;
    }

    private SafeFileHandle GiveToOther()
    {
        int number = _pipe.Reader.Number();
        _pipe.Reader.SetHandleAsInvalid(); // The number gets another owner.
        return _other.Reader.DuplicateTo(number);
    }
}
