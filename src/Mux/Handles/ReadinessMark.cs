namespace Mux;

/// <summary>
/// A place in the sequence of a handle's events: taken by <see cref="AsyncHandle.Mark"/> before an attempt, and given to <see cref="AsyncHandle.WaitAsync"/> when the attempt would have blocked.
/// </summary>
public readonly record struct ReadinessMark
{
    internal ReadinessMark(Interests direction, long number)
    {
        Direction = direction;
        Number = number;
    }

    /// <summary>The direction that is to be tried.</summary>
    public Interests Direction { get; }

    internal long Number { get; }
}
