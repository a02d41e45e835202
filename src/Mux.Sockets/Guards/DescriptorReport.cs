namespace Mux;

/// <summary>Whether a process may open as many descriptors as it is meant to.</summary>
/// <param name="IsEnough">Whether it may.</param>
/// <param name="Needed">How many it needs.</param>
/// <param name="Message">One line that says so, and what to do when it may not.</param>
public readonly record struct DescriptorReport(bool IsEnough, long Needed, string Message);
