namespace Mux;

/// <summary>What a handler on a <see cref="ReadinessThreadPool"/> wants to happen with its handle next.</summary>
public enum ReadyOutcome
{
    /// <summary>Watch it again: what is ready already, or became ready meanwhile, is reported at once.</summary>
    Rearm,

    /// <summary>Leave it unarmed. The handler, or somebody it told, will call <see cref="EventRegistration.Rearm"/> or <see cref="EventRegistration.Modify(Interests)"/>.</summary>
    Pause,

    /// <summary>Unregister it.</summary>
    Unregister,
}
