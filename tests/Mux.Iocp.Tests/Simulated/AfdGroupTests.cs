using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>The helper handles: how many there are, and what happens when there can be no more.</summary>
public abstract class AfdGroupTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const int AccessDenied = unchecked((int)0xC0000022);
    private const int TooManyOpenedFiles = unchecked((int)0xC000011F);
    private const int InvalidParameter = 87;
    private const int PortAndFirstGroup = 2;

    [Theory]
    [InlineData(nameof(IIocpKernel.Associate), "CreateIoCompletionPort")]
    [InlineData(nameof(IIocpKernel.SkipEvents), "SetFileCompletionNotificationModes")]
    public void A_helper_handle_that_cannot_be_prepared_is_closed_and_the_message_names_the_call(string call, string name)
    {
        var kernel = new SimulatedKernel();
        kernel.Script.Fail(call, 5);

        var refusal = Assert.Throws<MultiplexerException>(() => new IocpMultiplexer(kernel));

        Assert.Equal((name, 5), (refusal.Call, refusal.NativeErrorCode));
        Assert.Equal(0, kernel.OpenHandles);
    }

    [Fact]
    public void Thirty_two_registrations_share_a_handle_and_the_next_opens_another()
    {
        using var simulation = new Simulation();
        for (int i = 0; i < 32; i++)
        {
            simulation.Watch(Interests.Readable);
        }

        Assert.Equal(PortAndFirstGroup, simulation.Kernel.OpenHandles);
        simulation.Watch(Interests.Readable);

        Assert.Equal(PortAndFirstGroup + 1, simulation.Kernel.OpenHandles);
        Assert.Equal([1, 32], simulation.Driver.Outstanding.CountBy(poll => poll.Afd).Select(group => group.Value).Order());
    }

    [Fact]
    public void A_place_is_free_again_once_its_poll_has_come_back()
    {
        using var simulation = new Simulation();
        EventRegistration[] full = [.. Enumerable.Range(0, 32).Select(_ => simulation.Watch(Interests.Readable).Registration)];
        simulation.Driver.CancelsLate = true;
        full[7].Dispose();
        simulation.Watch(Interests.Readable);
        Assert.Equal(PortAndFirstGroup + 1, simulation.Kernel.OpenHandles); // The block of the one that left was the kernel's still.

        simulation.Driver.FinishCancelled();
        Assert.Empty(simulation.Collect());
        for (int i = 0; i < 32; i++)
        {
            simulation.Watch(Interests.Readable);
        }

        Assert.Equal(PortAndFirstGroup + 1, simulation.Kernel.OpenHandles);
        Assert.Equal([32, 32], simulation.Driver.Outstanding.CountBy(poll => poll.Afd).Select(group => group.Value));
    }

    [Fact]
    public void A_process_that_may_not_open_the_driver_is_told_so_and_nothing_stays_open()
    {
        var kernel = new SimulatedKernel();
        kernel.Script.Fail(nameof(IIocpKernel.OpenAfd), AccessDenied);

        PlatformNotSupportedException refusal = Assert.Throws<PlatformNotSupportedException>(() => new IocpMultiplexer(kernel));

        Assert.Contains("0xC0000022", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, kernel.OpenHandles);
    }

    [Fact]
    public void A_system_without_handles_to_spare_is_told_from_one_that_forbids_them()
    {
        var kernel = new SimulatedKernel();
        kernel.Script.Fail(nameof(IIocpKernel.OpenAfd), TooManyOpenedFiles);

        MultiplexerException refusal = Assert.Throws<MultiplexerException>(() => new IocpMultiplexer(kernel));

        Assert.Equal(("NtCreateFile", TooManyOpenedFiles), (refusal.Call, refusal.NativeErrorCode));
        Assert.Equal(0, kernel.OpenHandles);
    }

    [Fact]
    public void A_port_that_cannot_be_made_is_told()
    {
        var kernel = new SimulatedKernel();
        kernel.Script.Fail(nameof(IIocpKernel.CreatePort), 8);

        MultiplexerException refusal = Assert.Throws<MultiplexerException>(() => new IocpMultiplexer(kernel));

        Assert.Equal(("CreateIoCompletionPort", 8), (refusal.Call, refusal.NativeErrorCode));
    }

    [Fact]
    public void A_handle_that_cannot_join_the_port_is_closed_again()
    {
        var kernel = new SimulatedKernel();
        kernel.Script.Fail(nameof(IIocpKernel.Associate), InvalidParameter);

        MultiplexerException refusal = Assert.Throws<MultiplexerException>(() => new IocpMultiplexer(kernel));

        Assert.Equal(("CreateIoCompletionPort", InvalidParameter), (refusal.Call, refusal.NativeErrorCode));
        Assert.Equal(0, kernel.OpenHandles);
    }

    [Theory]
    [InlineData(nameof(IIocpKernel.OpenAfd), TooManyOpenedFiles)]
    [InlineData(nameof(IIocpKernel.Associate), InvalidParameter)]
    public void A_registration_that_finds_no_further_handle_fails_and_leaves_nothing_behind(string call, int code)
    {
        using var simulation = new Simulation();
        for (int i = 0; i < 32; i++)
        {
            simulation.Watch(Interests.Readable);
        }

        SimulatedSocket socket = simulation.Driver.Open();
        simulation.Kernel.Script.Fail(call, code);

        Assert.Throws<MultiplexerException>(() => simulation.Mux.Register(socket.Handle, Interests.Readable));

        Assert.Equal((32, PortAndFirstGroup), (simulation.Mux.Blocks, simulation.Kernel.OpenHandles));
        EventRegistration registration = simulation.Mux.Register(socket.Handle, Interests.Readable);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }
}

public sealed class AfdGroupTestsOfEarlyAnswers() : AfdGroupTests(writesLate: false);

public sealed class AfdGroupTestsOfLateAnswers() : AfdGroupTests(writesLate: true);
