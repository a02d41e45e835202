using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests.Consumer;

/// <summary>How a program that uses Mux is tested with a mocking library: no kernel, no descriptor, no thread.</summary>
public sealed class LineReaderTests : IDisposable
{
    private readonly SafeFileHandle _handle = new();
    private readonly Mock<IEventMultiplexer> _multiplexer = new(MockBehavior.Strict);
    private readonly Mock<INonBlockingSource> _source = new(MockBehavior.Strict);
    private readonly List<string> _lines = [];
    private readonly LineReader _reader;

    private Mock<EventRegistration>? _registration;

    public LineReaderTests()
    {
        _source.Setup(source => source.Handle).Returns(_handle);
        _multiplexer
            .Setup(m => m.Register(_handle, Interests.Readable, TriggerMode.OneShot, It.IsAny<object>(), RegistrationOptions.None))
            .Returns((SafeFileHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions _) =>
            {
                _registration = new Mock<EventRegistration>(handle, interests, trigger, state!);
                return _registration.Object;
            });
        _reader = new LineReader(_multiplexer.Object, _lines.Add);
    }

    public void Dispose() => _handle.Dispose();

    [Fact]
    public void A_source_is_registered_once_for_reading_and_by_its_own_handle()
    {
        _reader.Add(_source.Object);

        _multiplexer.Verify(m => m.Register(_handle, Interests.Readable, TriggerMode.OneShot, It.IsNotNull<object>(), RegistrationOptions.None), Times.Once);
        _source.Verify(source => source.Read(It.IsAny<byte[]>()), Times.Never);
    }

    [Fact]
    public void A_source_is_read_until_it_would_block_and_then_armed_again()
    {
        _reader.Add(_source.Object);
        SourceGives("one\n", "two\n", null);
        Wait(Ready, Woken);

        _reader.Run();

        Assert.Equal(["one", "two"], _lines);
        _registration!.Verify(registration => registration.Rearm(), Times.Once);
        _registration.Verify(registration => registration.Dispose(), Times.Never);
    }

    [Fact]
    public void A_line_that_comes_in_pieces_is_put_together()
    {
        _reader.Add(_source.Object);
        SourceGives("he", "l", null, "lo\nwor", null, "ld\n", null);
        Wait(Ready, Ready, Ready, Woken);

        _reader.Run();

        Assert.Equal(["hello", "world"], _lines);
        _registration!.Verify(registration => registration.Rearm(), Times.Exactly(3));
    }

    [Fact]
    public void A_source_at_its_end_is_unregistered_and_not_armed_again()
    {
        _reader.Add(_source.Object);
        SourceGives("last\n", "");
        Wait(events => events.Add(_registration!.Object, Readiness.Readable | Readiness.ReadClosed), Woken);

        _reader.Run();

        Assert.Equal(["last"], _lines);
        _registration!.Verify(registration => registration.Dispose(), Times.Once);
        _registration.Verify(registration => registration.Rearm(), Times.Never);
    }

    [Fact]
    public void An_event_that_turns_out_to_be_a_mere_hint_does_no_harm()
    {
        _reader.Add(_source.Object);
        SourceGives(null, "late\n", null);
        Wait(Ready, Ready, Woken);

        _reader.Run();

        Assert.Equal(["late"], _lines);
        _registration!.Verify(registration => registration.Rearm(), Times.Exactly(2));
    }

    [Fact]
    public void A_wake_ends_the_run_after_what_came_with_it_has_been_read()
    {
        _reader.Add(_source.Object);
        SourceGives("parting\n", null);
        Wait(events =>
        {
            Ready(events);
            Woken(events);
        });

        _reader.Run();

        Assert.Equal(["parting"], _lines);
        _multiplexer.Verify(m => m.Wait(It.IsAny<ReadyEvents>(), Timeout.InfiniteTimeSpan), Times.Once);
    }

    private static void Woken(ReadyEvents events) => events.MarkWoken();

    private void Ready(ReadyEvents events) => events.Add(_registration!.Object, Readiness.Readable);

    // Each wait clears the buffer and fills it by the next script, as a multiplexer would. One wait more than there are scripts fails.
    private void Wait(params Action<ReadyEvents>[] scripts)
    {
        var remaining = new Queue<Action<ReadyEvents>>(scripts);
        _multiplexer
            .Setup(m => m.Wait(It.IsAny<ReadyEvents>(), Timeout.InfiniteTimeSpan))
            .Returns((ReadyEvents events, TimeSpan _) =>
            {
                events.Clear();
                remaining.Dequeue()(events);
                return events.Count;
            });
    }

    // Each read gives the next text; null would block, and an empty text is the end.
    private void SourceGives(params string?[] texts)
    {
        var remaining = new Queue<string?>(texts);
        _source
            .Setup(source => source.Read(It.IsAny<byte[]>()))
            .Returns((byte[] buffer) => remaining.Dequeue() is string text ? Encoding.ASCII.GetBytes(text, buffer) : null);
    }
}
