namespace Mux.Tests;

/// <summary>A reader that does whatever callers do, sensible or not: drains or does not, reads behind the handle's back, waits, cancels, waits again, takes results late, and ends.</summary>
internal sealed class ModelReader(AsyncHandle handle, SteppedMultiplexer stream) : IDisposable
{
    private readonly List<Pending> _pending = [];
    private bool _disposed;

    /// <summary>What was found to be wrong. Kept here: no exception goes from a continuation into the loop.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>How many bytes operations and attempts have taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Whether somebody sleeps whom only data can wake.</summary>
    public bool IsWaiting => !_disposed && _pending.Exists(static wait => !wait.IsCompleted && !wait.Cancellation.IsCancellationRequested);

    /// <summary>Whether anything is still under way.</summary>
    public bool HasPending => _pending.Exists(static wait => !wait.IsCompleted);

    /// <summary>An attempt that the handle knows of.</summary>
    /// <param name="all">Whether it reads everything there is. Otherwise it reads one byte.</param>
    public void Attempt(bool all)
    {
        if (HasPending)
        {
            return; // One caller at a time.
        }

        var state = (stream, all);
        handle.TryPerform(Interests.Readable, ref state, Read, out int read);
        Taken += read;
    }

    /// <summary>A read that the handle knows nothing of, as native libraries make them.</summary>
    public void ReadBehindItsBack(bool all) => Taken += stream.Read(all);

    /// <param name="performs">Whether it is an operation. Otherwise it is a wait.</param>
    /// <param name="isLate">Whether the result is taken by a later step. Otherwise it is awaited.</param>
    public void Begin(bool performs, bool isLate)
    {
        bool mayRefuse = IsWaiting || _pending.Exists(static wait => wait.IsOperation && !wait.IsCompleted);
        var begun = new Pending(this, performs);
        try
        {
#pragma warning disable CA2012 // Awaited once, by the object that keeps it.
            if (performs)
            {
                begun.Keep(handle.PerformAsync(Interests.Readable, (stream, false), Read, begun.Cancellation.Token));
            }
            else
            {
                begun.Keep(handle.WaitAsync(Interests.Readable, begun.Cancellation.Token));
            }
#pragma warning restore CA2012
        }
        catch (InvalidOperationException) when (mayRefuse)
        {
            return; // Refused, and nobody else suffers.
        }

        _pending.Add(begun);
        if (!isLate)
        {
            begun.TakeWhenCompleted();
        }
    }

    public void Cancel()
    {
        foreach (Pending wait in _pending)
        {
            wait.Cancellation.Cancel();
        }
    }

    /// <summary>Takes the results that are there.</summary>
    public void TakeResults()
    {
        foreach (Pending wait in _pending.ToArray())
        {
            wait.TakeIfCompleted();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        handle.Dispose();
    }

    private static readonly StepwiseAttempt<(SteppedMultiplexer Stream, bool All), int> Read = static (ref (SteppedMultiplexer Stream, bool All) state, out int read) =>
    {
        read = state.Stream.Read(state.All);
        return read == 0 ? AttemptOutcome.WouldBlock : state.All ? AttemptOutcome.DoneAndDrained : AttemptOutcome.Done;
    };

    private void Conclude(Pending wait, Func<int> result)
    {
        try
        {
            Assert.True(_pending.Remove(wait), "It completes twice.");
            Taken += result();
        }
        catch (OperationCanceledException cancelled)
        {
            if (cancelled.CancellationToken != wait.Cancellation.Token)
            {
                Failure ??= new InvalidOperationException("A wait was cancelled by the token of another one.", cancelled);
            }
        }
        catch (ObjectDisposedException) when (_disposed)
        {
            // The handle's end.
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
    }

    /// <summary>A wait or an operation whose result was not taken yet.</summary>
    private sealed class Pending(ModelReader reader, bool isOperation)
    {
        private ValueTask<int> _operation;
        private ValueTask<Readiness> _wait;
        private bool _isTaken;

        public bool IsOperation => isOperation;

        public CancellationTokenSource Cancellation { get; } = new();

        public bool IsCompleted => _isTaken || (isOperation ? _operation.IsCompleted : _wait.IsCompleted);

        public void Keep(ValueTask<int> operation) => _operation = operation;

        public void Keep(ValueTask<Readiness> wait) => _wait = wait;

        public void TakeIfCompleted()
        {
            if (IsCompleted && !_isTaken)
            {
                Take();
            }
        }

        public void TakeWhenCompleted()
        {
            if (IsCompleted)
            {
                Take();
            }
            else if (isOperation)
            {
                _operation.GetAwaiter().UnsafeOnCompleted(Take);
            }
            else
            {
                _wait.GetAwaiter().UnsafeOnCompleted(Take);
            }
        }

        private void Take()
        {
            _isTaken = true;
            reader.Conclude(this, isOperation ? _operation.GetAwaiter().GetResult : TakeReadiness);
        }

        private int TakeReadiness()
        {
            Assert.Equal(Readiness.Readable, _wait.GetAwaiter().GetResult());
            return 0;
        }
    }
}
