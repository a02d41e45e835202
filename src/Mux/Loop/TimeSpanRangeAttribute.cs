using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Mux;

/// <summary>The range of a duration. (The one of the base library converts its limits by reflection, which trimming does not survive.)</summary>
/// <param name="least">The least value, as <c>[d.]hh:mm:ss[.fff]</c>.</param>
/// <param name="most">The greatest value.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeSpanRangeAttribute(string least, string most) : ValidationAttribute(() => "The field {0} must be between " + least + " and " + most + ".")
{
    /// <summary>The least value.</summary>
    public string Least { get; } = least;

    /// <summary>The greatest value.</summary>
    public string Most { get; } = most;

    public override bool IsValid(object? value) =>
        value is not TimeSpan span || (span >= TimeSpan.Parse(Least, CultureInfo.InvariantCulture) && span <= TimeSpan.Parse(Most, CultureInfo.InvariantCulture));
}
