using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Refuses options that name a backend nobody has registered. What the attributes cannot check: it takes the container's backends.</summary>
internal sealed class BackendNameValidator(BackendSelection selection) : IValidateOptions<EventMultiplexerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EventMultiplexerOptions options)
    {
        // An empty name is the other validator's to refuse, with better advice.
        if (string.IsNullOrEmpty(options.Backend) || selection.Knows(options.Backend))
        {
            return ValidateOptionsResult.Success;
        }

        // Several options may fail in one start: say which these are, in the words of the generated validator.
        string whose = string.IsNullOrEmpty(name) ? nameof(EventMultiplexerOptions) : name;
        return ValidateOptionsResult.Fail($"{whose}.{nameof(EventMultiplexerOptions.Backend)}: {selection.DescribeUnknown(options.Backend)}");
    }
}
