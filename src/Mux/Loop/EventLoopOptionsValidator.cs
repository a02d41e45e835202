using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Checks the attributes of <see cref="EventLoopOptions"/> in generated code: no reflection, so it survives trimming.</summary>
[OptionsValidator]
internal sealed partial class EventLoopOptionsValidator : IValidateOptions<EventLoopOptions>
{
    /// <summary>The same check for options that come from code.</summary>
    /// <exception cref="ArgumentException">An option is out of its range. The message lists each.</exception>
    public static void Check(EventLoopOptions options)
    {
        ValidateOptionsResult result = new EventLoopOptionsValidator().Validate(name: null, options);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage, nameof(options));
        }
    }
}
