namespace Mux;

/// <summary>What may be asked for together. The same on every backend, so it is checked in one place, before any system call.</summary>
internal static class RegistrationRules
{
    private const Interests AllInterests = Interests.Readable | Interests.Writable | Interests.Priority;

    /// <exception cref="ArgumentException">An undefined value, or a combination that has no meaning.</exception>
    /// <exception cref="NotSupportedException">The backend with these features cannot do it.</exception>
    public static void Check(Interests interests, TriggerMode trigger, RegistrationOptions options, MultiplexerFeatures features)
    {
        if ((interests & ~AllInterests) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(interests), interests, "Combine Readable, Writable and Priority only, or pass None to pause.");
        }

        if (trigger is not (TriggerMode.Level or TriggerMode.Edge or TriggerMode.OneShot))
        {
            throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "Pass Level, Edge or OneShot.");
        }

        if ((options & ~RegistrationOptions.Exclusive) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "Pass None or Exclusive.");
        }

        if ((interests & Interests.Priority) != 0 && (features & MultiplexerFeatures.Priority) == 0)
        {
            throw new NotSupportedException("This backend cannot report Priority. Check MultiplexerFeatures.Priority first.");
        }

        if ((options & RegistrationOptions.Exclusive) != 0)
        {
            CheckExclusive(interests, trigger, features);
        }
    }

    /// <summary>A handle that is registered already.</summary>
    public static InvalidOperationException RegisteredTwice(nint handle) =>
        new($"Handle {handle} is registered with this multiplexer already: modify that registration, or dispose of it first.");

    /// <summary>Rearming what is not one-shot.</summary>
    public static InvalidOperationException NotOneShot(TriggerMode trigger) =>
        new($"Only a one-shot registration is rearmed; this one is {trigger}. To evaluate it anew, call Modify.");

    /// <summary>Changing a registration that has ended.</summary>
    public static ObjectDisposedException Ended() =>
        new(nameof(EventRegistration), "The registration has ended: register the handle again.");

    /// <summary>Changing a registration whose handle is closed.</summary>
    public static ObjectDisposedException ClosedFirst() =>
        new(nameof(EventRegistration.Handle), "The watched handle was closed without disposing of its registration first. The registration has ended.");

    private static void CheckExclusive(Interests interests, TriggerMode trigger, MultiplexerFeatures features)
    {
        if ((features & MultiplexerFeatures.Exclusive) == 0)
        {
            throw new NotSupportedException("This backend has no exclusive registrations. Check MultiplexerFeatures.Exclusive first.");
        }

        if (trigger == TriggerMode.OneShot)
        {
            throw new ArgumentException("An exclusive registration cannot be one-shot: use Level or Edge, or leave out Exclusive.", nameof(trigger));
        }

        if ((interests & Interests.Priority) != 0)
        {
            throw new ArgumentException("An exclusive registration cannot ask for Priority: leave out one of the two.", nameof(interests));
        }
    }
}
