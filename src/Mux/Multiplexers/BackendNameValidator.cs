using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Refuses options that name a backend nobody has registered. What the attributes cannot check: it takes the container's backends.</summary>
internal sealed class BackendNameValidator(BackendSelection selection) : IValidateOptions<EventMultiplexerOptions>, IValidateOptions<EventLoopOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EventMultiplexerOptions options) => Validate(name, nameof(EventMultiplexerOptions), options.Backend);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EventLoopOptions options) => Validate(name, nameof(EventLoopOptions), options.Backend);

    private ValidateOptionsResult Validate(string? name, string type, string? backend)
    {
        // An empty name is the other validator's to refuse, with better advice.
        if (string.IsNullOrEmpty(backend) || selection.Knows(backend))
        {
            return ValidateOptionsResult.Success;
        }

        // Several options may fail in one start: say which these are, in the words of the generated validator.
        return ValidateOptionsResult.Fail($"{(string.IsNullOrEmpty(name) ? type : name)}.Backend: {selection.DescribeUnknown(backend)}");
    }
}
