using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Has options that come from code, and not from a container, checked by the same validators.</summary>
internal static class OptionsCheck
{
    /// <exception cref="ArgumentException">An option is out of its range. The message lists each.</exception>
    public static void Check<T>(this IValidateOptions<T> validator, T options)
        where T : class
    {
        ValidateOptionsResult result = validator.Validate(name: null, options);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage, nameof(options));
        }
    }
}
