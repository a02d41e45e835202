using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated.Schedules;

/// <summary>
/// One random history of a few sockets: registrations, changes, ends, closes and reuses of numbers, conditions that come and go, and a kernel whose packets come late, in any
/// order, twice, for nothing, or cancelled by nobody. Checked against the model at each event, and at each rest for what must have come by then.
/// </summary>
internal sealed class RandomSchedule(int seed, bool withCopies, IReadOnlyList<ReadyEvents> buffers) : IDisposable
{
    private const int InsufficientResources = unchecked((int)0xC000009A);
    private const int Slots = 3;
    private const int RoundsOfARest = 6; // A cancellation, the former poll's return, a refusal: each can put an event off by a round.

    private readonly Random _random = new(seed);
    private readonly Simulation _simulation = new();
    private readonly SimulatedSocket?[] _sockets = new SimulatedSocket?[Slots];
    private readonly ModelRegistration?[] _models = new ModelRegistration?[Slots];
    private readonly List<EventRegistration> _all = [];

    /// <summary>How many events were reported.</summary>
    public int Events { get; private set; }

    public void Run(int steps)
    {
        for (int i = 0; i < Slots; i++)
        {
            _sockets[i] = _simulation.Driver.Open();
        }

        for (int i = 0; i < steps; i++)
        {
            Step(_random.Next(Slots));
            Look();
            Assert.InRange(_simulation.Driver.Outstanding.Count, 0, _simulation.Mux.Blocks);
        }

        Rest();
    }

    public void Dispose() => _simulation.Dispose();

    private void Step(int slot)
    {
        switch (_random.Next(24))
        {
            case 0 or 1 or 2:
                Register(slot);
                break;
            case 3:
                Unregister(slot);
                break;
            case 4 or 5:
                _models[slot]?.Modify(AnyInterests(), AnyTrigger());
                break;
            case 6:
                _models[slot]?.Rearm();
                break;
            case 7:
                _models[slot]?.NotifyWouldBlock((Interests)_random.Next(1, 8));
                break;
            case 8:
                Reopen(slot);
                break;
            case 9 or 10 or 11 or 12:
                ChangeCondition(slot);
                break;
            case 13 or 14 or 15 or 16:
                Wait();
                break;
            case 17:
                Rest();
                break;
            case 18:
                _simulation.Driver.BeforeNextCancel = () => ChangeCondition(slot);
                break;
            default:
                Disturb();
                break;
        }
    }

    // The kernel's moods.
    private void Disturb()
    {
        SimulatedPort port = _simulation.Port;
        SimulatedDriver driver = _simulation.Driver;
        switch (_random.Next(10))
        {
            case 0:
                port.HoldsBack = !port.HoldsBack;
                break;
            case 1 or 2 when port.Held > 0:
                port.LetGo(_random.Next(port.Held));
                break;
            case 3:
                driver.CancelsLate = !driver.CancelsLate;
                break;
            case 4:
                driver.FinishCancelled();
                break;
            case 5:
                AnyUnanswered()?.Finish(NtStatus.Cancelled); // Which nobody asked for.
                break;
            case 6:
                AnyUnanswered()?.AnswerEmpty();
                break;
            case 7 when withCopies && port.Queued > 0:
                port.Duplicate(_random.Next(port.Queued));
                break;
            case 8:
                _simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), InsufficientResources);
                break;
            case 9 when withCopies && driver.Outstanding.Count > 0:
                port.Forge(new CompletionPacket { Key = PacketKeys.Poll, Overlapped = driver.Outstanding[0].Block.Address });
                break;
        }
    }

    private void Register(int slot)
    {
        if (_models[slot] is not null)
        {
            return;
        }

        (Interests interests, TriggerMode trigger) = (AnyInterests(), AnyTrigger());
        EventRegistration registration = _simulation.Mux.Register(_sockets[slot]!.Handle, interests, trigger);
        _all.Add(registration);
        _models[slot] = new ModelRegistration(registration, _sockets[slot]!, interests, trigger);
    }

    private void Unregister(int slot)
    {
        _models[slot]?.Registration.Dispose();
        _models[slot] = null;
    }

    // Closes a socket, with or without unregistering it first, and opens another, with or without its number.
    private void Reopen(int slot)
    {
        if (_random.Next(2) == 0)
        {
            Unregister(slot);
        }

        _models[slot] = null;
        _sockets[slot]!.Close();
        _sockets[slot] = _simulation.Driver.Open(number: _random.Next(3) == 0 ? null : _sockets[slot]!.Number);
        if (_all.Count > 0 && _random.Next(2) == 0)
        {
            EventRegistration some = _all[_random.Next(_all.Count)];
            if (!_models.Any(model => model?.Registration == some))
            {
                some.Dispose(); // Of a socket that is closed already, or for the second time.
            }
        }
    }

    private void ChangeCondition(int slot)
    {
        (AfdEvents condition, bool holds) = _random.Next(12) switch
        {
            < 4 => (AfdEvents.Receive, _random.Next(3) > 0),
            < 8 => (AfdEvents.Send, _random.Next(3) > 0),
            8 => (AfdEvents.ReceiveExpedited, _random.Next(2) > 0),
            9 => (AfdEvents.Accept, _random.Next(2) > 0),
            10 => (AfdEvents.Disconnect, true),
            _ => (AfdEvents.Abort, true),
        };
        _simulation.Driver.Change(_sockets[slot]!, condition, holds);
        Look();
    }

    private Dictionary<EventRegistration, Readiness> Wait()
    {
        var reported = new Dictionary<EventRegistration, Readiness>();
        ReadyEvents events = buffers[_random.Next(buffers.Count)];
        try
        {
            _simulation.Mux.Wait(events, TimeSpan.Zero);
        }
        catch (MultiplexerException refusal) when (refusal.NativeErrorCode == InsufficientResources)
        {
            return reported; // Ordered. Nothing was taken from the port, and the poll is due still.
        }

        foreach (ReadyEvent ready in events)
        {
            ModelRegistration? model = _models.SingleOrDefault(model => model?.Registration == ready.Registration);
            Assert.True(model is not null, "An event of a registration that has ended, or whose socket was closed.");
            model.Take(ready.Readiness);
            Assert.True(reported.TryAdd(ready.Registration, ready.Readiness), "Two events of one registration in one wait.");
            Events++;
        }

        return reported;
    }

    // Lets the kernel catch up. Then whatever holds and is owed must have come, and comes again where it repeats; and nothing else does.
    private void Rest()
    {
        _simulation.Driver.BeforeNextCancel = null;
        _simulation.Driver.CancelsLate = false;
        _simulation.Driver.FinishCancelled();
        _simulation.Port.LetAllGo();
        _simulation.Kernel.Script.Forgive();
        for (int i = 0; i < RoundsOfARest * Slots; i++) // As the buffer may have room for one event only.
        {
            Wait();
        }

        var repeated = new Dictionary<EventRegistration, Readiness>();
        for (int i = 0; i < Slots; i++)
        {
            foreach ((EventRegistration registration, Readiness readiness) in Wait())
            {
                repeated[registration] = readiness;
            }
        }

        foreach (ModelRegistration model in _models.OfType<ModelRegistration>())
        {
            Assert.True(model.Registration.IsRegistered, "A registration was ended that nobody ended.");
            Assert.Equal(model.Repeats ? model.Due : Readiness.None, repeated.GetValueOrDefault(model.Registration));
            Assert.True(model.Repeats || model.Due == Readiness.None, $"{model.Due} holds and was not reported.");
        }

        Assert.Equal(_all.Count(registration => registration.IsRegistered), _simulation.Mux.Blocks);
    }

    private void Look()
    {
        foreach (ModelRegistration? model in _models)
        {
            model?.Look();
        }
    }

    private SimulatedPoll? AnyUnanswered() => _simulation.Driver.Outstanding.FirstOrDefault(poll => !poll.IsAnswered);

    private Interests AnyInterests() => (Interests)_random.Next(8);

    private TriggerMode AnyTrigger() => (TriggerMode)_random.Next(3);
}
