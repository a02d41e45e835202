using CsCheck;
using Microsoft.Extensions.Options;

namespace Mux.Tests;

public sealed class KeyedOptionsNamesTests
{
    private static readonly object[] Texts = ["", " ", "0", "1", "0 (key 0)", "0 (key 1)", "1 (key 1)", " (key 0)", " (key 1)"];

    // Few of each, so that they collide: numbers, strings that read like them, and strings that read like the names that are made up.
    private static readonly Gen<object> Key = Gen.OneOf(
        Gen.Int[0, 3].Select(number => (object)number),
        Gen.Long[0, 3].Select(number => (object)number),
        Gen.Int[0, Texts.Length - 1].Select(index => Texts[index]));

    [Fact]
    public void Two_keys_have_one_name_exactly_when_they_are_equal_and_none_has_that_of_the_options_without_a_key()
    {
        Key.Array[0, 12].Sample(keys =>
        {
            var names = new KeyedOptionsNames();

            string[] given = [.. keys.Select(names.For)];

            Assert.DoesNotContain(Options.DefaultName, given);
            for (int one = 0; one < keys.Length; one++)
            {
                for (int other = 0; other < one; other++)
                {
                    Assert.Equal(keys[one].Equals(keys[other]), given[one] == given[other]);
                }
            }
        });
    }

    [Fact]
    public void A_string_is_its_own_name()
    {
        var names = new KeyedOptionsNames();

        string name = names.For("devices");

        Assert.Equal("devices", name);
    }
}
