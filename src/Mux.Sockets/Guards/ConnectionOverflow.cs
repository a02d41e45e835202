namespace Mux;

/// <summary>What becomes of connections for which there is no room.</summary>
public enum ConnectionOverflow
{
    /// <summary>They wait in the kernel's backlog, and are accepted when there is room. A full backlog makes further peers try again, after a second and more.</summary>
    Wait,

    /// <summary>They are accepted and closed at once with a reset, so that the peer knows, and may try elsewhere.</summary>
    Refuse,
}
