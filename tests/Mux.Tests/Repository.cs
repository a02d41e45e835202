namespace Mux.Tests;

/// <summary>The tree that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its folder. Skips the test that asks where there is none.</summary>
    public static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Mux.sln")))
        {
            directory = directory.Parent;
        }

        Assert.SkipWhen(directory is null, "The tests do not run inside the repository.");
        return directory!.FullName;
    }
}
