using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Checks the attributes of <see cref="ReadinessThreadPoolOptions"/> in generated code.</summary>
[OptionsValidator]
internal sealed partial class ReadinessThreadPoolOptionsValidator : IValidateOptions<ReadinessThreadPoolOptions>;
