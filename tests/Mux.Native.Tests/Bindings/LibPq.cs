using System.Runtime.InteropServices;

namespace Mux.Native;

/// <summary>The functions of libpq that its asynchronous interface needs, in the spelling of its manual.</summary>
/// <seealso href="https://www.postgresql.org/docs/current/libpq-async.html"/>
internal static partial class LibPq
{
    public const string Library = "libpq.so.5";

    public const int CONNECTION_BAD = 1;

    public const int PGRES_POLLING_FAILED = 0;
    public const int PGRES_POLLING_READING = 1;
    public const int PGRES_POLLING_WRITING = 2;
    public const int PGRES_POLLING_OK = 3;

    public const int PGRES_EMPTY_QUERY = 0;
    public const int PGRES_COMMAND_OK = 1;
    public const int PGRES_TUPLES_OK = 2;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint PQconnectStart(string conninfo);

    [LibraryImport(Library)]
    public static partial int PQconnectPoll(nint connection);

    [LibraryImport(Library)]
    public static partial int PQstatus(nint connection);

    [LibraryImport(Library)]
    public static partial int PQsocket(nint connection);

    [LibraryImport(Library)]
    public static partial nint PQerrorMessage(nint connection);

    [LibraryImport(Library)]
    public static partial int PQsetnonblocking(nint connection, int nonBlocking);

    [LibraryImport(Library)]
    public static partial nint PQsetNoticeProcessor(nint connection, nint processor, nint argument);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int PQsendQuery(nint connection, string command);

    [LibraryImport(Library)]
    public static partial int PQflush(nint connection);

    [LibraryImport(Library)]
    public static partial int PQconsumeInput(nint connection);

    [LibraryImport(Library)]
    public static partial int PQisBusy(nint connection);

    [LibraryImport(Library)]
    public static partial nint PQgetResult(nint connection);

    [LibraryImport(Library)]
    public static partial int PQresultStatus(nint result);

    [LibraryImport(Library)]
    public static partial nint PQresultErrorMessage(nint result);

    [LibraryImport(Library)]
    public static partial int PQntuples(nint result);

    [LibraryImport(Library)]
    public static partial int PQnfields(nint result);

    [LibraryImport(Library)]
    public static partial int PQgetisnull(nint result, int row, int column);

    [LibraryImport(Library)]
    public static partial nint PQgetvalue(nint result, int row, int column);

    [LibraryImport(Library)]
    public static partial void PQclear(nint result);

    [LibraryImport(Library)]
    public static partial nint PQnotifies(nint connection);

    [LibraryImport(Library)]
    public static partial void PQfreemem(nint memory);

    [LibraryImport(Library)]
    public static partial void PQfinish(nint connection);

    /// <summary>void (*PQnoticeProcessor)(void *arg, const char *message)</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void NoticeProcessor(nint argument, nint message);

    /// <summary>The public part of PGnotify.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Notify
    {
        public nint Channel;
        public int ProcessId;
        public nint Payload;
    }
}
