using System.Runtime.CompilerServices;

namespace Mux.Tests;

/// <summary>
/// A reader as the documentation wants it: tries, waits only after an attempt that would have blocked, and tries again. Each of its steps may be asked for at any moment; those that are out of turn do nothing.
/// </summary>
internal sealed class ModelReader(AsyncHandle handle, SteppedMultiplexer stream) : IDisposable
{
    private CancellationTokenSource _cancellation = new();
    private ReadinessMark _mark;
    private int _reportedAtMark;
    private int _reportedAtLastEnd;
    private int _completions;
    private bool _marked;
    private bool _blocked;
    private bool _tellsOfMark;
    private bool _disposed;

    /// <summary>Whether the reader tries again the moment a wait has ended, and waits again.</summary>
    public bool IsEager { get; set; }

    public bool IsWaiting { get; private set; }

    /// <summary>Whether the wait's end is on its way: it was cancelled, or its handle was detached elsewhere.</summary>
    public bool IsEnding => _disposed || _cancellation.IsCancellationRequested;

    /// <summary>What a wait's end was found to be wrong in. Kept here: no exception goes from a continuation into the loop.</summary>
    public Exception? Failure { get; private set; }

    public void Mark()
    {
        if (!IsWaiting)
        {
            _mark = handle.Mark(Interests.Readable);
            _reportedAtMark = stream.Reported;
            _marked = true;
            _blocked = false;
        }
    }

    /// <summary>An attempt.</summary>
    public void Try()
    {
        if (!IsWaiting)
        {
            int read = stream.Drain();
            _blocked = read == 0;
            _marked &= _blocked; // A mark is for one attempt.
        }
    }

    /// <param name="fromMark">Whether it waits from the mark, if it took one before the attempt.</param>
    public void Wait(bool fromMark)
    {
        if (IsWaiting || !_blocked)
        {
            return;
        }

        (IsWaiting, _blocked, _tellsOfMark) = (true, false, fromMark && _marked);
        _marked = false;
        int expected = _completions + 1;
        ValueTaskAwaiter<Readiness> awaiter;
        try
        {
#pragma warning disable CA2012 // Awaited once, by the awaiter.
            awaiter = (_tellsOfMark ? handle.WaitAsync(_mark, _cancellation.Token) : handle.ReadableAsync(_cancellation.Token)).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (ObjectDisposedException end)
        {
            Conclude(expected, () => throw end);
            return;
        }

        if (awaiter.IsCompleted)
        {
            Conclude(expected, () => awaiter.GetResult());
        }
        else
        {
            awaiter.UnsafeOnCompleted(() => Conclude(expected, () => awaiter.GetResult()));
        }
    }

    public void Cancel()
    {
        if (IsWaiting)
        {
            _cancellation.Cancel();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        handle.Dispose();
    }

    private void Conclude(int expected, Func<Readiness> end)
    {
        try
        {
            Check(expected, end);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
    }

    private void Check(int expected, Func<Readiness> end)
    {
        _completions++;
        Assert.Equal(expected, _completions); // Once, and for the wait that is under way.
        Assert.True(IsWaiting);
        IsWaiting = false;
        try
        {
            Assert.Equal(Readiness.Readable, end());

            // There was an event that the reader had not been told of, and with a mark one later than that.
            Assert.True(stream.Reported > _reportedAtLastEnd, "An event was reported twice.");
            Assert.True(!_tellsOfMark || stream.Reported > _reportedAtMark, "The event was there before the mark.");
            _reportedAtLastEnd = stream.Reported;
        }
        catch (OperationCanceledException cancelled)
        {
            Assert.Equal(_cancellation.Token, cancelled.CancellationToken);
            Assert.True(_cancellation.IsCancellationRequested);
        }
        catch (ObjectDisposedException)
        {
            Assert.True(_disposed);
        }

        if (_cancellation.IsCancellationRequested)
        {
            _cancellation = new CancellationTokenSource();
        }

        if (IsEager && !_disposed && Failure is null)
        {
            do
            {
                Mark();
                Try();
            }
            while (!_blocked);
            Wait(fromMark: true);
        }
    }
}
