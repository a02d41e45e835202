using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Checks the attributes of <see cref="ReadinessThreadPoolOptions"/> in generated code.</summary>
[OptionsValidator]
internal sealed partial class ReadinessThreadPoolOptionsValidator : IValidateOptions<ReadinessThreadPoolOptions>
{
    /// <exception cref="ArgumentException">An option is out of its range. The message lists each.</exception>
    public static void Check(ReadinessThreadPoolOptions options)
    {
        ValidateOptionsResult result = new ReadinessThreadPoolOptionsValidator().Validate(name: null, options);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage, nameof(options));
        }
    }
}
