using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Mux.Epoll.Tests.Surroundings;

/// <summary>
/// Tmds.LibC's DLL is absent on Windows, on macOS and on architectures that it was not built for. Whoever looks through the assembly there (containers,
/// test platforms) must get through, and the backend must say what is missing.
/// </summary>
[OnLinux]
public sealed class WithoutLibCTests
{
    private const string LibC = "Tmds.LibC";

    [Fact]
    public void All_types_load_and_all_their_members_can_be_looked_at()
    {
        InAssemblyWithoutLibC(assembly =>
        {
            foreach (Type type in assembly.GetTypes())
            {
                foreach (MemberInfo member in MembersOf(type))
                {
                    Assert.NotEmpty(TypesIn(member));
                }
            }
        });
    }

    [Fact]
    public void The_backend_says_that_the_library_is_missing_and_refuses_to_create()
    {
        InAssemblyWithoutLibC(assembly =>
        {
            var backend = (IEventMultiplexerBackend)Activator.CreateInstance(assembly.GetType(typeof(EpollBackend).FullName!)!)!;

            Assert.False(backend.IsSupported(out string? reason));

            Assert.Contains(LibC, reason, StringComparison.Ordinal);
            var refused = Assert.Throws<PlatformNotSupportedException>(backend.Create);
            Assert.Contains(LibC, refused.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void With_the_library_the_backend_is_supported()
    {
        Assert.True(new EpollBackend().IsSupported(out string? reason));
        Assert.Null(reason);
    }

    [Fact]
    public void No_type_of_the_library_stands_in_a_field_a_base_type_or_a_signature()
    {
        Assembly assembly = typeof(EpollMultiplexer).Assembly;
        Assert.Contains(LibC, assembly.GetReferencedAssemblies().Select(name => name.Name));

        var exposed =
            from type in assembly.GetTypes()
            from mentioned in MembersOf(type).SelectMany(TypesIn).Append(type.BaseType).Concat(type.GetInterfaces())
            where mentioned is not null && ElementOf(mentioned).Assembly.GetName().Name == LibC
            select $"{type}: {mentioned}";

        Assert.Empty(exposed);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void InAssemblyWithoutLibC(Action<Assembly> check)
    {
        string copy = Path.Combine(Directory.CreateTempSubdirectory().FullName, "Mux.Epoll.dll");
        File.Copy(typeof(EpollMultiplexer).Assembly.Location, copy);
        var context = new ContextWithoutLibC();
        try
        {
            check(context.LoadFromAssemblyPath(copy));
        }
        finally
        {
            context.Unload();
            Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
        }
    }

    private static MemberInfo[] MembersOf(Type type) => type.GetMembers(
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static IEnumerable<Type> TypesIn(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        EventInfo happening => [happening.EventHandlerType!],
        MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType).Append(constructor.DeclaringType!),
        _ => [(Type)member],
    };

    private static Type ElementOf(Type type) => type.HasElementType ? ElementOf(type.GetElementType()!) : type;

    /// <summary>Loads the assembly a second time, beside the first, and finds everything that it needs except the one library.</summary>
    private sealed class ContextWithoutLibC() : AssemblyLoadContext("without " + LibC, isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == LibC
            ? throw new FileNotFoundException($"Could not load file or assembly '{LibC}': the fact is that it is not there.", assemblyName.FullName)
            : null; // Null: shared with the tests, so that the contract's types are the same ones.
    }
}
