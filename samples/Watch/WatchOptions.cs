namespace Watch;

/// <summary>What the command line asks for.</summary>
/// <param name="Folder">The folder to watch.</param>
/// <param name="Command">What the child process is to run.</param>
/// <param name="Every">The timer's period.</param>
/// <param name="For">After what time to end, or infinite.</param>
internal sealed record WatchOptions(string Folder, string Command, TimeSpan Every, TimeSpan For);
