using System.Text;

namespace Mux.Tests.Consumer;

/// <summary>
/// Reads lines from many sources. An example of code that is written against <see cref="IEventMultiplexer"/> and tested without a kernel; several threads may run it at once, because a
/// one-shot registration hands a source to one of them at a time.
/// </summary>
public sealed class LineReader(IEventMultiplexer multiplexer, Action<string> onLine)
{
    /// <summary>Reads lines from a source until its end.</summary>
    public void Add(INonBlockingSource source) =>
        multiplexer.Register(source.Handle, Interests.Readable, TriggerMode.OneShot, new Reading(source));

    /// <summary>Reads until somebody wakes the multiplexer.</summary>
    public void Run()
    {
        var events = new ReadyEvents(16);
        byte[] buffer = new byte[256];
        do
        {
            multiplexer.Wait(events, Timeout.InfiniteTimeSpan);
            foreach (ReadyEvent ready in events)
            {
                if (Drain((Reading)ready.State!, buffer))
                {
                    ready.Registration.Rearm();
                }
                else
                {
                    ready.Registration.Dispose();
                }
            }
        }
        while (!events.WasWoken);
    }

    // False at the end of the source.
    private bool Drain(Reading reading, byte[] buffer)
    {
        while (reading.Source.Read(buffer) is int received)
        {
            if (received == 0)
            {
                return false;
            }

            foreach (char character in Encoding.ASCII.GetString(buffer, 0, received))
            {
                if (character != '\n')
                {
                    reading.Line.Append(character);
                    continue;
                }

                onLine(reading.Line.ToString());
                reading.Line.Clear();
            }
        }

        return true;
    }

    private sealed record Reading(INonBlockingSource Source)
    {
        public StringBuilder Line { get; } = new();
    }
}
