using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>
/// Gives each service key of one service collection its own options name. Options are told apart by strings and services by objects, and two keys that are not equal may well
/// have the same text: their options must not become one.
/// </summary>
/// <remarks>Used only while services are added, which is one thread's work.</remarks>
internal sealed class KeyedOptionsNames
{
    private readonly Dictionary<object, string> _nameOfKey = [];
    private readonly HashSet<string> _taken = [Options.DefaultName];

    /// <summary>The names of a collection. They live in the collection itself: they must outlast a call, and be no other collection's.</summary>
    public static KeyedOptionsNames Of(IServiceCollection services)
    {
        foreach (ServiceDescriptor descriptor in services)
        {
            if (!descriptor.IsKeyedService && descriptor.ImplementationInstance is KeyedOptionsNames known)
            {
                return known;
            }
        }

        var names = new KeyedOptionsNames();
        services.AddSingleton(names);
        return names;
    }

    /// <summary>The name of a key's options: the key itself if it is a string that is still free, else one made up from its text. Equal keys get equal names.</summary>
    public string For(object key)
    {
        if (_nameOfKey.TryGetValue(key, out string? known))
        {
            return known;
        }

        string name = key as string ?? $"{key} (key {_nameOfKey.Count})";
        while (!_taken.Add(name)) // The empty string, which is the name of the options without a key; or a string that reads like a name made up earlier.
        {
            name = $"{name} (key {_nameOfKey.Count})";
        }

        _nameOfKey.Add(key, name);
        return name;
    }
}
