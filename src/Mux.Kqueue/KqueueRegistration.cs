using System.Runtime.InteropServices;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>One descriptor in one interest list, and what the kernel holds for it: a filter for each direction.</summary>
internal sealed class KqueueRegistration : DescriptorRegistration
{
    private readonly KqueueMultiplexer _multiplexer;
    private readonly Func<bool> _isPipe;

    public KqueueRegistration(KqueueMultiplexer multiplexer, SafeHandle handle, Interests interests, TriggerMode trigger, object? state)
        : base(handle, interests, trigger, state, RegistrationOptions.None)
    {
        _multiplexer = multiplexer;
        _isPipe = IsPipe;
        FilterMode = trigger;
    }

    /// <summary>The trigger mode with which the filters were added; only adding them anew changes it. Under the interest list's lock.</summary>
    public TriggerMode FilterMode { get; set; }

    /// <summary>
    /// Whether the kernel has the filter for reading, enabled or not. It has it all the time, which tells whether the number still belongs to the file; but for descriptors that have hung up, whose filter the kernel may
    /// delete with its last report. Under the interest list's lock.
    /// </summary>
    public bool HasReadFilter { get; set; }

    /// <summary>Whether the kernel has a filter for writing, enabled or not: it gets one when it is first needed. Under the interest list's lock.</summary>
    public bool HasWriteFilter { get; set; }

    protected override MultiplexerFeatures Features => KqueueMultiplexer.AllFeatures;

    public override void Dispose() => _multiplexer.Unregister(this);

    /// <summary>What one filter's report means to this registration at present.</summary>
    public Readiness Translate(in KEvent reported) => KqueueTranslation.ToReadiness(reported, Interests, _isPipe);

    protected override void Change(Interests? interests, TriggerMode? trigger) => _multiplexer.Change(this, interests, trigger);

    protected override bool AskIsPipe() => _multiplexer.IsPipe(Handle);
}
