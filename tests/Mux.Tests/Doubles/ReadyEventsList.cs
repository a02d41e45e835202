namespace Mux.Tests;

/// <summary>Keeps what one enumeration of a buffer yields, so that it can be compared.</summary>
internal static class ReadyEventsList
{
    public static List<ReadyEvent> ToList(this ReadyEvents events)
    {
        var list = new List<ReadyEvent>();
        foreach (ReadyEvent ready in events)
        {
            list.Add(ready);
        }

        return list;
    }
}
