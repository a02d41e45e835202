namespace Mux.Compare.Posts;

/// <summary>Keeps the loop busy until it is let go.</summary>
internal sealed class HoldJob : Job
{
    private bool _holds;
    private bool _released;

    public override void Execute()
    {
        Volatile.Write(ref _holds, true);
        while (!Volatile.Read(ref _released))
        {
            Thread.SpinWait(1);
        }
    }

    public void SpinUntilHolding()
    {
        while (!Volatile.Read(ref _holds))
        {
            Thread.SpinWait(1);
        }
    }

    public void Release() => Volatile.Write(ref _released, true);
}
