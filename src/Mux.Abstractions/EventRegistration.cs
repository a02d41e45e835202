using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mux;

/// <summary>One handle in one multiplexer. Disposing of it unregisters the handle; do that before closing the handle.</summary>
/// <remarks>
/// <para>Every member may be called from any thread, from inside the handling of events, and while other threads wait.</para>
/// <para>
/// Backends derive from this class, and so may test doubles: a registration counts as registered from its construction until
/// <see cref="TryEnd"/> is called.
/// </para>
/// </remarks>
public abstract class EventRegistration : IDisposable
{
    private const Interests AllInterests = Interests.Readable | Interests.Writable | Interests.Priority;

    private bool _ended;
    private IReadyHandler? _handler;
    private Action? _whenEnded; // Taken out by exchange, so that each action runs once.

    /// <summary>Creates a registration that is in force.</summary>
    /// <param name="handle">The watched handle.</param>
    /// <param name="interests">What it asks for.</param>
    /// <param name="triggerMode">When it wants to be told.</param>
    /// <param name="state">Anything of the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    protected EventRegistration(SafeHandle handle, Interests interests, TriggerMode triggerMode, object? state = null)
    {
        ArgumentNullException.ThrowIfNull(handle);

        Handle = handle;
        Interests = interests;
        TriggerMode = triggerMode;
        State = state;
    }

    /// <summary>The watched handle. It belongs to the caller.</summary>
    public SafeHandle Handle { get; }

    /// <summary>Anything of the caller's; comes with every event as <see cref="ReadyEvent.State"/>. May be replaced at any time.</summary>
    public object? State { get; set; }

    /// <summary>The handler that an event loop calls for this registration's events; null when there is none. It belongs to the loop on which the handle was registered.</summary>
    /// <remarks>For event loops. Programs that wait on the multiplexer themselves have no use for it.</remarks>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadyHandler? Handler
    {
        get => Volatile.Read(ref _handler);
        set => Volatile.Write(ref _handler, value);
    }

    /// <summary>What the registration asks for at present.</summary>
    public Interests Interests { get; protected set; }

    /// <summary>When the registration wants to be told, at present.</summary>
    public TriggerMode TriggerMode { get; protected set; }

    /// <summary>
    /// Whether the registration is in force. False for ever after <see cref="Dispose"/>, after the multiplexer's disposal, and once the multiplexer has
    /// found that the handle was closed without unregistering. No event of a registration is enumerated from then on.
    /// </summary>
    public bool IsRegistered => !Volatile.Read(ref _ended);

    /// <summary>Changes what is asked for and when, evaluates the handle anew, and arms a one-shot registration.</summary>
    /// <remarks>
    /// An event collected earlier and not yet enumerated is enumerated only as far as the new interests ask for it. Nothing gets lost by that:
    /// what still holds is reported by a later wait.
    /// </remarks>
    /// <param name="interests">What to be told about from now on; <see cref="Interests.None"/> pauses.</param>
    /// <param name="trigger">When to be told from now on.</param>
    /// <exception cref="ArgumentException">An enum has undefined bits, or an exclusive registration is given what it cannot have.</exception>
    /// <exception cref="NotSupportedException">The backend lacks what was asked for.</exception>
    /// <exception cref="ObjectDisposedException">The registration or its multiplexer is disposed, or the handle is closed.</exception>
    /// <exception cref="InvalidOperationException">The descriptor number now belongs to another file: the handle was closed without unregistering it first.</exception>
    /// <exception cref="MultiplexerException">The system refused. <see cref="IsRegistered"/> tells whether the registration is still in force.</exception>
    public abstract void Modify(Interests interests, TriggerMode trigger);

    /// <summary>
    /// Changes what is asked for, keeps the trigger mode, evaluates the handle anew, and arms a one-shot registration. Together with a change of the mode from another thread, both take effect.
    /// </summary>
    /// <param name="interests">What to be told about from now on; <see cref="Interests.None"/> pauses.</param>
    /// <inheritdoc cref="Modify(Interests, TriggerMode)" path="/exception"/>
    public virtual void Modify(Interests interests) => Modify(interests, TriggerMode);

    /// <summary>
    /// Arms a one-shot registration again, with the interests it has at that moment; what is ready already is reported at once. Harmless when it is armed, and never undoes
    /// what another thread modifies at the same time.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The trigger mode is not <see cref="TriggerMode.OneShot"/>, or the descriptor number now belongs to another file.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The registration or its multiplexer is disposed, or the handle is closed.</exception>
    /// <exception cref="MultiplexerException">The system refused. <see cref="IsRegistered"/> tells whether the registration is still in force.</exception>
    public abstract void Rearm();

    /// <summary>
    /// Edge-triggered registrations: says that an operation in this direction answered "would block", so the next edge is wanted. Needed where
    /// <see cref="MultiplexerFeatures.KernelEdge"/> is absent, free elsewhere. Harmless in the other modes and once the registration has ended.
    /// </summary>
    /// <param name="direction">The direction or directions that would block.</param>
    /// <exception cref="ArgumentException"><paramref name="direction"/> is empty or has undefined bits.</exception>
    public void NotifyWouldBlock(Interests direction)
    {
        if (direction == Interests.None || (direction & ~AllInterests) != 0)
        {
            throw new ArgumentException(
                $"'{direction}' is no direction: pass Readable after a read or accept, Writable after a write, that would have blocked.", nameof(direction));
        }

        OnWouldBlock(direction);
    }

    /// <summary>
    /// Unregisters the handle. Once this has returned, enumeration yields none of the registration's events, those already collected in a buffer
    /// included, and no event of it reaches a later registration with the same descriptor number. Throws nothing; may be called again.
    /// </summary>
    public abstract void Dispose();

    /// <summary>For logs and debuggers: what is asked for, when, and of which handle.</summary>
    /// <returns>For example <c>Readable, Writable by Edge on 7</c>.</returns>
    public override string ToString() => $"{Interests} by {TriggerMode} on {Handle.DangerousGetHandle()}";

    /// <summary>What a backend without edges of its own does when a direction would block. Nothing, elsewhere.</summary>
    /// <param name="direction">One or more directions; never empty.</param>
    protected virtual void OnWouldBlock(Interests direction)
    {
    }

    /// <summary>Ends the registration: <see cref="IsRegistered"/> is false from here on.</summary>
    /// <returns>True for the one caller that ended it; false when it had ended before.</returns>
    protected bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, true))
        {
            return false;
        }

        Interlocked.Exchange(ref _whenEnded, null)?.Invoke();
        return true;
    }

    /// <summary>Registers an action that is called once, when the registration ends; immediately if it has ended.</summary>
    /// <param name="action">
    /// The action. It is called on the thread that ends the registration, under any lock that the backend holds at that time. So it may count, and do nothing that blocks, throws or calls back.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <remarks>For event loops, which count the registrations that are in force.</remarks>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WhenEnded(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);

        Action? before = Volatile.Read(ref _whenEnded);
        while (Interlocked.CompareExchange(ref _whenEnded, before + action, before) is var seen && seen != before)
        {
            before = seen;
        }

        if (!IsRegistered)
        {
            Interlocked.Exchange(ref _whenEnded, null)?.Invoke();
        }
    }
}
