using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux.Interop;

namespace Mux;

/// <summary>What the sockets of Mux have in common: a handle that they own, non-blocking from birth, and what watches it.</summary>
/// <remarks>
/// <para>
/// <b>Watching.</b> Register it with a multiplexer, or with an <see cref="EventLoop"/> and a handler, and use the <c>Try</c> methods when an event says so; or await it on a loop. Only one of them at a time. In each case the
/// socket tells would-block to backends whose edges need it, and <see cref="Dispose"/> unregisters before it closes.
/// </para>
/// <para><b>Threads.</b> Sending and receiving may go on at the same time, each on one thread at a time. Disposing is safe at any time.</para>
/// </remarks>
public abstract class NonBlockingSocket : IDisposable
{
    private readonly SafeHandle _handle;
    private SocketWatch _watch;

    private protected NonBlockingSocket(ISocketCalls calls, SafeHandle handle)
    {
        Calls = calls;
        _handle = handle;
    }

    /// <summary>The handle. It is this socket's: it closes with it.</summary>
    public SafeHandle Handle => _handle;

    /// <summary>The registration that a <c>Register</c> method made; null where there is none.</summary>
    public EventRegistration? Registration => _watch.Registration;

    /// <summary>The handle by which the socket is attached to a loop; null where it is not.</summary>
    public AsyncHandle? Attached => _watch.Attached is { IsAttached: true } attached ? attached : null;

    /// <summary>The address that this is bound to. A system call.</summary>
    /// <exception cref="SocketException">The system does not tell.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/getsockname.2.html">getsockname(2)</seealso>
    public EndPoint? LocalEndPoint
    {
        get
        {
            Span<byte> address = stackalloc byte[NativeAddress.MaxLength];
            using var lease = new HandleLease(_handle);
            ThrowIfFailed(Calls.GetLocalAddress(lease.Number, address, out int length));
            return NativeAddress.ToEndPoint(address[..length]);
        }
    }

    /// <summary>The size of the kernel's buffer for what was received and not read yet, in bytes (SO_RCVBUF). Linux doubles what is set, for its own bookkeeping.</summary>
    /// <exception cref="SocketException">The system refuses the size, or does not tell.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public int ReceiveBufferSize
    {
        get => Get(SocketSetting.ReceiveBufferSize);
        set => Set(SocketSetting.ReceiveBufferSize, value);
    }

    /// <summary>The size of the kernel's buffer for what was sent and not acknowledged yet, in bytes (SO_SNDBUF). Linux doubles what is set.</summary>
    /// <inheritdoc cref="ReceiveBufferSize"/>
    public int SendBufferSize
    {
        get => Get(SocketSetting.SendBufferSize);
        set => Set(SocketSetting.SendBufferSize, value);
    }

    /// <summary>The last attempt that failed; null when none has since the last connect began.</summary>
    internal SocketResult? LastFailure { get; private protected set; }

    private protected ISocketCalls Calls { get; }

    /// <summary>Registers the socket with a multiplexer, by the rules of <see cref="IEventMultiplexer.Register"/>. The registration ends with the socket.</summary>
    /// <param name="multiplexer">The multiplexer.</param>
    /// <param name="interests">What to be told about.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="state">Anything; comes back as <see cref="ReadyEvent.State"/>. Null means this socket.</param>
    /// <param name="options">Less common wishes.</param>
    /// <returns>The registration, also as <see cref="Registration"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="multiplexer"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The socket is registered, or attached to a loop.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception"/>
    public EventRegistration Register(
        IEventMultiplexer multiplexer,
        Interests interests,
        TriggerMode trigger = TriggerMode.Level,
        object? state = null,
        RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        ThrowIfWatched();

        EventRegistration registration = multiplexer.Register(_handle, interests, trigger, state ?? this, options);
        _watch.Begin(registration);
        return registration;
    }

    /// <summary>Registers the socket on a loop, which calls a handler when the socket is ready, by the rules of <see cref="EventLoop.Register"/>. The registration ends with the socket, and counts for <see cref="EventLoop.RegistrationCount"/>.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="interests">The directions to be told about.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="handler">The handler to call on the loop's thread.</param>
    /// <param name="options">Additional registration options.</param>
    /// <returns>The registration, also as <see cref="Registration"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="loop"/> or <paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The socket is registered, or attached to a loop.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of, or the loop was told to stop.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception[@cref!='T:System.ObjectDisposedException' and @cref!='T:System.InvalidOperationException' and @cref!='T:System.ArgumentNullException']"/>
    public EventRegistration Register(EventLoop loop, Interests interests, TriggerMode trigger, IReadyHandler handler, RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(handler);
        ThrowIfWatched();

        var handled = new HandledSocket(handler, interests);
        _watch.Begin(handled); // Before the first event, which may come while the loop still registers.
        try
        {
            EventRegistration registration = loop.Register(_handle, InterestsOn(loop, interests, trigger), trigger, handled, options);
            handled.Registration = registration;
            return registration;
        }
        catch
        {
            _watch.Stop(handled);
            throw;
        }
    }

    /// <summary>Attaches the socket to a loop, on which it is awaited from here on. The awaitable methods attach it to <see cref="EventLoop.Current"/> by themselves.</summary>
    /// <param name="loop">The loop.</param>
    /// <returns>
    /// The attached handle. It ends with the socket. Disposing of it detaches the socket, which may then be attached again. For a socket that is attached to the loop already, it is the handle by which it is.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="loop"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The socket is registered, or attached to another loop.</exception>
    /// <exception cref="MultiplexerException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The socket or the loop is disposed of.</exception>
    public AsyncHandle AttachTo(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (Attached is { } already && already.Loop == loop)
        {
            return already;
        }

        ThrowIfWatched();
        AsyncHandle attached = loop.Attach(_handle, DirectionsOn(loop));
        _watch.Begin(attached);
        return attached;
    }

    /// <summary>Waits until receiving or accepting is worth trying: without a buffer, so that an idle peer costs none.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the socket is ready for: a hint. As <see cref="AsyncHandle.ReadableAsync"/>.</returns>
    /// <exception cref="InvalidOperationException">It is awaited already, or is not attached and this is no loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public ValueTask<Readiness> ReadableAsync(CancellationToken cancellationToken = default) => Awaitable.ReadableAsync(cancellationToken);

    /// <summary>Waits until sending is worth trying.</summary>
    /// <inheritdoc cref="ReadableAsync"/>
    public ValueTask<Readiness> WritableAsync(CancellationToken cancellationToken = default) => Awaitable.WritableAsync(cancellationToken);

    /// <summary>Waits until the socket has failed or hung up: a connection was reset, or is over in both directions. Bytes that were received stay where they are, and the peer's orderly end is no failure.</summary>
    /// <inheritdoc cref="ReadableAsync"/>
    public ValueTask<Readiness> WaitForFailureAsync(CancellationToken cancellationToken = default) => Awaitable.WaitForFailureAsync(cancellationToken);

    /// <summary>Takes the socket's pending error, which the next attempt would otherwise fail with (SO_ERROR).</summary>
    /// <returns>The error; <see cref="SocketError.Success"/> when there is none.</returns>
    /// <exception cref="SocketException">The system does not tell.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public SocketError TakeError() => Get(SocketSetting.PendingError) is var error and not 0 ? NoteFailure(error).Error : SocketError.Success;

    /// <summary>Gives the handle to a <see cref="Socket"/>, which owns it from here on. Not while another thread uses this. This is as good as disposed of afterwards: registrations end, and a <see cref="ConnectionAcceptor"/> no longer counts the connection.</summary>
    /// <returns>The socket, with <see cref="Socket.Blocking"/> true, as the class library's sockets are at first and its <see cref="NetworkStream"/> asks for.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of; perhaps by whoever awaited it, and has been told that this ends.</exception>
    /// <exception cref="SocketException">The class library does not take it: it stays this one's.</exception>
    public Socket ToSocket()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        _watch.Stop();
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this); // Whoever awaited it went on inside that call.

        Socket socket = _handle is AdoptedSocketHandle adopted ? adopted.Socket : Wrap(_handle.DangerousGetHandle());
        _handle.SetHandleAsInvalid();
        OnGivenAway();
        socket.Blocking = true;
        return socket;
    }

    /// <summary>Unregisters, then closes. What is awaited ends with <see cref="ObjectDisposedException"/>. From any thread, and again.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The kind and the number.</returns>
    public override string ToString() => $"{GetType().Name} {_handle.DangerousGetHandle()}";

    internal bool IsAttachedTo(EventLoop loop) => Attached?.Loop == loop;

    /// <summary>Ends a wait for a direction that is under way, and no later one. On the loop's thread; whoever awaits it there goes on inside this call.</summary>
    internal void EndWait(Interests direction, Exception reason) => _watch.Attached?.EndWait(direction, reason);

    /// <summary>Has a relay watch the socket, in place of what awaited it.</summary>
    /// <exception cref="InvalidOperationException">The socket is registered.</exception>
    internal void WatchBy(EventLoop loop, RelaySide side)
    {
        ThrowIfRegistered();
        _watch.Stop(); // Whoever connected it awaited that.

        // Urgent data as well where a loop can be told: splice(2) stops at it for good. And on Windows a direction that is owed always keeps the socket polled, so that a reset is told of also while nothing else is.
        side.Registration = loop.Register(_handle, Directions | PriorityOn(loop), TriggerMode.Edge, side);
        _watch.Begin(side);
    }

    /// <summary>Refuses a socket that cannot be relayed, before anything of it is ended.</summary>
    /// <exception cref="InvalidOperationException">The socket is registered, or relayed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    internal void ThrowIfRegistered()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (_watch.Attached is null)
        {
            _watch.ThrowIfAny();
        }
    }

    /// <summary>The relay has not begun after all: the socket is nobody's again.</summary>
    internal void StopRelaying(RelaySide side) => _watch.Stop(side);

    /// <summary>What can be awaited.</summary>
    private protected abstract Interests Directions { get; }

    /// <summary>What a loop is to tell of.</summary>
    private protected virtual Interests DirectionsOn(EventLoop loop) => Directions;

    /// <summary>What a loop is to tell a handler of.</summary>
    private protected virtual Interests InterestsOn(EventLoop loop, Interests asked, TriggerMode trigger) => asked;

    /// <summary>Whether it is known that nothing is left to receive.</summary>
    private protected bool IsKnownDrained => _watch.IsDrained;

    /// <summary>Whether a receive that leaves room in its buffer has taken all there was, as far as events tell.</summary>
    private protected bool EventsLetShortReceivesDrain => _watch.ShortReceiveDrains;

    /// <summary>Urgent data, where the loop's multiplexer can tell of it.</summary>
    private protected static Interests PriorityOn(EventLoop loop) => (loop.Multiplexer.Features & MultiplexerFeatures.Priority) != 0 ? Interests.Priority : Interests.None;

    /// <summary>The handle is somebody else's from here on.</summary>
    private protected virtual void OnGivenAway() => (_handle as SafeSocketDescriptor)?.GiveBack();

    /// <summary>The attached handle, attached to the current loop if it was not.</summary>
    private protected AsyncHandle Awaitable => Attached ?? AttachToCurrent();

    private protected virtual void Close()
    {
        _watch.End(); // First, so that the number's next owner gets none of its events.
        _handle.Dispose();
    }

    /// <summary>Makes one attempt, and tells what watches the socket when it would have blocked.</summary>
    internal TResult Try<TState, TResult>(Interests direction, ref TState state, StepwiseAttempt<TState, TResult> attempt)
        where TState : allows ref struct => _watch.Try(direction, ref state, attempt);

    /// <summary>What an attempt came to.</summary>
    internal AttemptOutcome Conclude(SyscallResult call, out SocketResult result)
    {
        if (call.Succeeded)
        {
            result = SocketResult.Done(call.Value);
            return AttemptOutcome.Done;
        }

        if (Calls.ErrorOf(call.Errno) == SocketError.WouldBlock)
        {
            result = SocketResult.Blocked();
            return AttemptOutcome.WouldBlock;
        }

        result = NoteFailure(call.Errno);
        return AttemptOutcome.Done;
    }

    internal bool IsInterrupted(SyscallResult call) => !call.Succeeded && Calls.ErrorOf(call.Errno) == SocketError.Interrupted;

    private protected int Get(SocketSetting setting)
    {
        using var lease = new HandleLease(_handle);
        SyscallResult got = Calls.GetSetting(lease.Number, setting);
        ThrowIfFailed(got);
        return got.Value;
    }

    private protected void Set(SocketSetting setting, int value)
    {
        using var lease = new HandleLease(_handle);
        ThrowIfFailed(Calls.SetSetting(lease.Number, setting, value));
    }

    private protected void ThrowIfFailed(SyscallResult call)
    {
        if (!call.Succeeded)
        {
            throw NoteFailure(call.Errno).ToException();
        }
    }

    private SocketResult NoteFailure(int systemError)
    {
        var failure = SocketResult.Failed(Calls.ErrorOf(systemError), systemError);
        LastFailure = failure;
        return failure;
    }

    private static Socket Wrap(nint number)
    {
        var handle = new SafeSocketHandle(number, ownsHandle: true);
        try
        {
            return new Socket(handle);
        }
        catch
        {
            handle.SetHandleAsInvalid(); // It is not the new one's after all, and is not to be closed twice.
            throw;
        }
    }

    private AsyncHandle AttachToCurrent()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return AttachTo(EventLoop.Current ?? throw new InvalidOperationException("The socket is not attached to an event loop, and this thread is none's: await it on a loop, or call AttachTo before."));
    }

    private void ThrowIfWatched()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        _watch.ThrowIfAny();
    }
}
