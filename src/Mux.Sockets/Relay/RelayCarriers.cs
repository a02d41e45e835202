using System.Runtime.CompilerServices;

namespace Mux;

/// <summary>The carriers of one loop's relays: a few empty pipes are kept for the next bytes, and those in use belong to directions with bytes in flight. The loop's thread only.</summary>
/// <param name="open">Opens a pipe; null when that is not to be had, and a buffer takes its place.</param>
internal sealed class RelayCarriers(Func<IRelayCarrier?> open)
{
    // Pipes are in use over an await only while a peer does not take its bytes. The others share very few.
    private const int MostKept = 8;

    private static readonly ConditionalWeakTable<EventLoop, RelayCarriers> s_ofLoops = [];

    private readonly Stack<IRelayCarrier> _kept = new(MostKept);
    private bool _ended;

    /// <summary>How many are in use.</summary>
    public int InUse { get; private set; }

    /// <summary>How many pipes are kept.</summary>
    public int Kept => _kept.Count;

    /// <summary>The carriers of a loop.</summary>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public static RelayCarriers Of(EventLoop loop) => s_ofLoops.GetValue(loop, static loop =>
    {
        var carriers = OperatingSystem.IsLinux() ? new RelayCarriers(SplicePipe.TryOpen) : Copying();
        loop.RegisterEnding(static (carriers, _) => carriers.End(), carriers);
        return carriers;
    });

    /// <summary>Carriers that are buffers, on every system.</summary>
    public static RelayCarriers Copying() => new(static () => null);

    /// <summary>An empty carrier.</summary>
    public IRelayCarrier Rent()
    {
        IRelayCarrier carrier = _kept.TryPop(out IRelayCarrier? kept) ? kept : open() ?? new CopyBuffer();
        InUse++;
        return carrier;
    }

    /// <summary>An empty buffer, where a pipe does not serve.</summary>
    public IRelayCarrier RentBuffer()
    {
        InUse++;
        return new CopyBuffer();
    }

    /// <summary>Takes a carrier back. One with bytes inside was given up, and is closed.</summary>
    public void Return(IRelayCarrier carrier)
    {
        InUse--;
        bool isKept = carrier is not CopyBuffer && carrier.Count == 0 && _kept.Count < MostKept && !_ended; // Buffers have a pool of their own.
        if (isKept)
        {
            _kept.Push(carrier);
        }
        else
        {
            carrier.Dispose();
        }
    }

    /// <summary>Closes the kept pipes: the loop has ended.</summary>
    public void End()
    {
        _ended = true;
        while (_kept.TryPop(out IRelayCarrier? kept))
        {
            kept.Dispose();
        }
    }
}
