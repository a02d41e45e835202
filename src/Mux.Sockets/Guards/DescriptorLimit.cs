using System.Globalization;
using Mux.Interop;

namespace Mux;

/// <summary>How many descriptors this process may have open (RLIMIT_NOFILE).</summary>
/// <param name="Soft">The limit in force; null for none, as on Windows.</param>
/// <param name="Hard">Up to where the process itself may raise it; null for no limit.</param>
/// <remarks>The .NET runtime raises the soft limit to the hard one when a process starts. On macOS, kern.maxfilesperproc holds beside it.</remarks>
/// <seealso href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</seealso>
public readonly record struct DescriptorLimit(long? Soft, long? Hard)
{
    /// <summary>What a process needs beside its connections, by rule of thumb: its loops, standard streams, assemblies, logs.</summary>
    public const int Overhead = 64;

    /// <summary>Asks the system.</summary>
    /// <returns>The limit of this process at present. None where the system does not tell.</returns>
    public static DescriptorLimit Read()
    {
        long? soft = null;
        long? hard = null;
        bool isKnown = !OperatingSystem.IsWindows() && ResourceLimit.OfDescriptors(out soft, out hard).Succeeded;
        return isKnown ? new DescriptorLimit(soft, hard) : default;
    }

    /// <summary>Whether so many connections can be open at once, each with one descriptor.</summary>
    /// <param name="connections">How many, from 0 up.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public DescriptorReport For(int connections) => For(connections, descriptorsEach: 1);

    /// <summary>Whether so many connections can be open at once, of which each has more than one descriptor: a file that is sent, or the other end of a proxy.</summary>
    /// <param name="connections">How many, from 0 up.</param>
    /// <param name="descriptorsEach">How many descriptors each has at most, from 1 up.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public DescriptorReport For(int connections, int descriptorsEach)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(connections);
        ArgumentOutOfRangeException.ThrowIfLessThan(descriptorsEach, 1);

        long needed = ((long)connections * descriptorsEach) + Overhead;
        if (Soft is not { } soft || soft >= needed)
        {
            return new DescriptorReport(IsEnough: true, needed, string.Create(CultureInfo.InvariantCulture, $"The limit on open descriptors is enough for {connections} connections."));
        }

        string remedy = Hard is { } hard && hard < needed
            ? $"the hard limit is {hard}, so raise both where the process is started (as root 'ulimit -Hn {needed}', or LimitNOFILE={needed} of its systemd unit)"
            : $"raise it where the process is started ('ulimit -n {needed}', or LimitNOFILE={needed} of its systemd unit)";
        return new DescriptorReport(
            IsEnough: false, needed, string.Create(CultureInfo.InvariantCulture, $"The limit on open descriptors is {soft}, and {connections} connections need {needed}: {remedy}, or allow fewer connections."));
    }
}
