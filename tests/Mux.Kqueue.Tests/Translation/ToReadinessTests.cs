using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Translation;

/// <summary>What each filter's report means.</summary>
public sealed class ToReadinessTests
{
    private const Interests Both = Interests.Readable | Interests.Writable;
    private const int SomeError = 54;
    private const Readiness Gone = Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    [Theory]
    [InlineData(KFilter.Read, (int)KFlags.None, 0, Readiness.Readable)]
    [InlineData(KFilter.Write, (int)KFlags.None, 0, Readiness.Writable)]
    [InlineData(KFilter.Read, (int)KFlags.EndOfFile, 0, Readiness.Readable | Readiness.ReadClosed)]
    [InlineData(KFilter.Write, (int)KFlags.EndOfFile, 0, Readiness.Writable | Readiness.WriteClosed)]
    [InlineData(KFilter.Read, (int)KFlags.EndOfFile, SomeError, Readiness.Readable | Readiness.Writable | Gone)]
    [InlineData(KFilter.Write, (int)KFlags.EndOfFile, SomeError, Readiness.Readable | Readiness.Writable | Gone)]
    public void A_sockets_report(short filter, int flags, int error, Readiness expected) =>
        Assert.Equal(expected, KqueueTranslation.ToReadiness(Report(filter, (KFlags)flags, error), Both, isPipe: () => false));

    [Fact]
    public void The_end_of_a_pipes_writing_end_is_an_error() =>
        Assert.Equal(
            Readiness.Writable | Readiness.WriteClosed | Readiness.Error,
            KqueueTranslation.ToReadiness(Report(KFilter.Write, KFlags.EndOfFile, 0), Interests.Writable, isPipe: () => true));

    [Theory]
    [InlineData(KFilter.Read, Interests.Writable)]
    [InlineData(KFilter.Write, Interests.Readable)]
    [InlineData(KFilter.Read, Interests.None)]
    [InlineData(KFilter.Write, Interests.None)]
    public void A_direction_that_is_not_asked_for_tells_nothing(short filter, Interests interests) =>
        Assert.Equal(Readiness.None, KqueueTranslation.ToReadiness(Report(filter, KFlags.EndOfFile, SomeError), interests, isPipe: () => false));

    [Theory]
    [InlineData(KFilter.Read, Interests.Readable, Readiness.Readable | Gone)]
    [InlineData(KFilter.Write, Interests.Writable, Readiness.Writable | Gone)]
    public void A_broken_connection_sets_the_asked_direction_only(short filter, Interests interests, Readiness expected) =>
        Assert.Equal(expected, KqueueTranslation.ToReadiness(Report(filter, KFlags.EndOfFile, SomeError), interests, isPipe: () => false));

    [Fact]
    public void Unknown_bits_mean_nothing() =>
        Assert.Equal(Readiness.Readable, KqueueTranslation.ToReadiness(Report(KFilter.Read, KFlags.Add | KFlags.Receipt | (KFlags)0x2000, 0), Both, isPipe: () => false));

    [Theory]
    [InlineData(TriggerMode.Level, (int)KFlags.None)]
    [InlineData(TriggerMode.Edge, (int)KFlags.Clear)]
    [InlineData(TriggerMode.OneShot, (int)KFlags.Dispatch)]
    public void Each_trigger_mode_is_a_flag(TriggerMode trigger, int flags) => Assert.Equal((KFlags)flags, KqueueTranslation.ToFlags(trigger));

    private static KEvent Report(short filter, KFlags flags, int error) => new() { Filter = filter, Flags = flags, FilterFlags = (uint)error };
}
