using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Checks the attributes of <see cref="EventLoopOptions"/> in generated code: no reflection, so it survives trimming.</summary>
[OptionsValidator]
internal sealed partial class EventLoopOptionsValidator : IValidateOptions<EventLoopOptions>;
