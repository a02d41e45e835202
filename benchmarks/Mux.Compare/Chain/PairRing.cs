using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Mux.Compare.Interop;

namespace Mux.Compare.Chain;

/// <summary>Pairs of sockets in a ring: a byte that arrives in one sends a byte into the next, until so many were sent.</summary>
internal sealed class PairRing : IDisposable
{
    private readonly int[] _readers;
    private readonly int[] _writers;
    private readonly SafeFileHandle[] _writerHandles;
    private int _writesLeft;
    private int _bytesLeft;
    private long _begun;
    private long _ended;

    public PairRing(int pairs)
    {
        _readers = new int[pairs];
        _writers = new int[pairs];
        _writerHandles = new SafeFileHandle[pairs];
        Handles = new SafeFileHandle[pairs];
        for (int i = 0; i < pairs; i++)
        {
            (_readers[i], _writers[i]) = SocketPairs.Create();
            Handles[i] = new SafeFileHandle(_readers[i], ownsHandle: true);
            _writerHandles[i] = new SafeFileHandle(_writers[i], ownsHandle: true);
        }
    }

    /// <summary>The ends to watch for reading.</summary>
    public SafeFileHandle[] Handles { get; }

    /// <summary>Leaves no room to write into the watched ends: they are ready for nothing then.</summary>
    public void FillWatched() => Array.ForEach(_readers, SocketPairs.Fill);

    /// <summary>Whether every byte has arrived.</summary>
    public bool IsDone => _bytesLeft == 0;

    /// <summary>How long it took from the first byte to the last.</summary>
    public TimeSpan Duration => Stopwatch.GetElapsedTime(_begun, _ended);

    /// <summary>Sends the first bytes, evenly spread.</summary>
    /// <param name="active">How many.</param>
    /// <param name="writes">How many more are sent for them.</param>
    public void Begin(int active, int writes)
    {
        _writesLeft = writes;
        _bytesLeft = active + writes;
        _begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < active; i++)
        {
            SocketPairs.WriteByte(_writers[i * (_writers.Length / active)]);
        }
    }

    /// <summary>One is readable: takes its byte and passes one on.</summary>
    /// <returns>False when there was none.</returns>
    public bool TryPass(int index)
    {
        if (!SocketPairs.TryReadByte(_readers[index]))
        {
            return false;
        }

        if (--_bytesLeft == 0)
        {
            _ended = Stopwatch.GetTimestamp();
        }

        if (_writesLeft > 0)
        {
            _writesLeft--;
            SocketPairs.WriteByte(_writers[index + 1 < _writers.Length ? index + 1 : 0]);
        }

        return true;
    }

    public void Dispose()
    {
        foreach (SafeFileHandle handle in (IEnumerable<SafeFileHandle>)[.. Handles, .. _writerHandles])
        {
            handle.Dispose();
        }
    }
}
