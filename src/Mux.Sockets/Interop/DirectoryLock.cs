using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Mux.Interop;

/// <summary>Keeps others who use this from a directory, in every process: between the look at a stale socket file and the listening in its place, two could each remove what the other has made.</summary>
/// <remarks>
/// On Unix flock(2) of the directory, which leaves nothing behind; on Windows a mutex with a name. Advisory: where it cannot be had within a second (the directory may not be read, its file system has no locks, somebody holds on to it),
/// the caller goes on without.
/// </remarks>
internal sealed partial class DirectoryLock : IDisposable
{
    private const int LOCK_EX = 2; // And the next: the same on all systems.
    private const int LOCK_NB = 4;
    private const int Tries = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly int _descriptor = -1;
    private readonly Mutex? _mutex;

    private DirectoryLock(int descriptor) => _descriptor = descriptor;

    private DirectoryLock(Mutex mutex) => _mutex = mutex;

    /// <summary>Takes the lock of a directory.</summary>
    /// <returns>What to dispose of, on this thread; null where it cannot be had.</returns>
    public static DirectoryLock? Take(string directory) => OperatingSystem.IsWindows() ? TakeMutex(directory) : TakeDirectory(directory);

    public void Dispose()
    {
        if (_mutex is null)
        {
            UnixFile.Close(_descriptor); // And with it goes the lock.
        }
        else
        {
            _mutex.ReleaseMutex();
            _mutex.Dispose();
        }
    }

    private static DirectoryLock? TakeDirectory(string directory)
    {
        SyscallResult opened = UnixFile.Open(directory);
        if (!opened.Succeeded)
        {
            return null;
        }

        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if (FileLock(opened.Value, LOCK_EX | LOCK_NB) == 0)
            {
                return new DirectoryLock(opened.Value);
            }

            Thread.Sleep(Pause);
        }

        UnixFile.Close(opened.Value);
        return null;
    }

    private static DirectoryLock? TakeMutex(string directory)
    {
        string name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(directory.ToUpperInvariant())));
        try
        {
            var mutex = new Mutex(initiallyOwned: false, @"Global\Mux." + name);
            if (IsTaken(mutex))
            {
                return new DirectoryLock(mutex);
            }

            mutex.Dispose();
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException or WaitHandleCannotBeOpenedException)
        {
            // Another user's process has made it.
        }

        return null;
    }

    private static bool IsTaken(Mutex mutex)
    {
        try
        {
            return mutex.WaitOne(Pause * Tries);
        }
        catch (AbandonedMutexException)
        {
            return true; // Whoever held it was killed, and left nothing half done: what counts is in the file system.
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FileLock(int descriptor, int operation);
}
