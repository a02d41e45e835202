using Xunit.Sdk;

namespace StaticFiles.Tests.Http;

public sealed class InputWatchTests
{
    [Fact]
    public async Task An_input_that_takes_too_long_is_named()
    {
        using var watch = new InputWatch<string>(TimeSpan.FromMilliseconds(20));
        using var gate = new ManualResetEventSlim();
        Task work = Task.Run(
            () =>
            {
                watch.Begin("short");
                watch.End();
                watch.Begin("long");
                gate.Wait(TestContext.Current.CancellationToken);
                watch.End();
            },
            TestContext.Current.CancellationToken);

        FailException failure = await Assert.ThrowsAsync<FailException>(() => watch.WaitAsync(work, input => $"'{input}'"));
        gate.Set();
        await work;

        Assert.EndsWith(" at 'long'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_fails_is_no_success()
    {
        using var watch = new InputWatch<string>(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<FormatException>(() => watch.WaitAsync(Task.FromException(new FormatException()), input => input));
    }
}
