using System.Runtime.InteropServices;

namespace Mux.Native;

/// <summary>The functions of libcurl that its multi_socket interface needs, in the spelling of its manual.</summary>
/// <remarks>
/// The setopt and getinfo functions are variadic in C. On Linux and on Windows a variadic function takes integers and pointers as any
/// other function does, so these declarations work there. They do not work on macOS on arm64, where variadic arguments are passed on the
/// stack.
/// </remarks>
/// <seealso href="https://curl.se/libcurl/c/libcurl-multi.html"/>
internal static partial class LibCurl
{
    public const string Library = "libcurl.so.4";

    public const nint CURL_GLOBAL_DEFAULT = 3;

    public const int CURLOPT_WRITEDATA = 10_001;
    public const int CURLOPT_URL = 10_002;
    public const int CURLOPT_WRITEFUNCTION = 20_011;
    public const int CURLOPT_POSTFIELDSIZE = 60;
    public const int CURLOPT_FORBID_REUSE = 75;
    public const int CURLOPT_NOSIGNAL = 99;
    public const int CURLOPT_TIMEOUT_MS = 155;
    public const int CURLOPT_COPYPOSTFIELDS = 10_165;
    public const int CURLOPT_NOPROXY = 10_177;

    public const int CURLINFO_RESPONSE_CODE = 0x200_002;

    public const int CURLMOPT_SOCKETFUNCTION = 20_001;
    public const int CURLMOPT_TIMERFUNCTION = 20_004;

    public const int CURL_POLL_IN = 1;
    public const int CURL_POLL_OUT = 2;
    public const int CURL_POLL_INOUT = 3;
    public const int CURL_POLL_REMOVE = 4;

    public const int CURL_SOCKET_TIMEOUT = -1;
    public const int CURL_CSELECT_IN = 1;
    public const int CURL_CSELECT_OUT = 2;

    public const int CURLMSG_DONE = 1;

    [LibraryImport(Library)]
    public static partial int curl_global_init(nint flags);

    [LibraryImport(Library)]
    public static partial nint curl_easy_init();

    [LibraryImport(Library)]
    public static partial int curl_easy_setopt(nint easy, int option, nint value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int curl_easy_setopt(nint easy, int option, string value);

    [LibraryImport(Library)]
    public static partial int curl_easy_setopt(nint easy, int option, byte[] value);

    [LibraryImport(Library)]
    public static partial int curl_easy_getinfo(nint easy, int info, out nint value);

    [LibraryImport(Library)]
    public static partial nint curl_easy_strerror(int code);

    [LibraryImport(Library)]
    public static partial void curl_easy_cleanup(nint easy);

    [LibraryImport(Library)]
    public static partial nint curl_multi_init();

    [LibraryImport(Library)]
    public static partial int curl_multi_setopt(nint multi, int option, nint value);

    [LibraryImport(Library)]
    public static partial int curl_multi_add_handle(nint multi, nint easy);

    [LibraryImport(Library)]
    public static partial int curl_multi_remove_handle(nint multi, nint easy);

    [LibraryImport(Library)]
    public static partial int curl_multi_socket_action(nint multi, int socket, int events, out int running);

    [LibraryImport(Library)]
    public static partial nint curl_multi_info_read(nint multi, out int left);

    [LibraryImport(Library)]
    public static partial nint curl_multi_strerror(int code);

    [LibraryImport(Library)]
    public static partial int curl_multi_cleanup(nint multi);

    /// <summary>int socket_callback(CURL *easy, curl_socket_t s, int what, void *clientp, void *socketp)</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int SocketFunction(nint easy, int socket, int what, nint client, nint socketData);

    /// <summary>int timer_callback(CURLM *multi, long timeout_ms, void *clientp)</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int TimerFunction(nint multi, CLong milliseconds, nint client);

    /// <summary>size_t write_callback(char *ptr, size_t size, size_t nmemb, void *userdata)</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nuint WriteFunction(nint data, nuint size, nuint count, nint user);

    /// <summary>CURLMsg. The last member is a union of a pointer and a CURLcode.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Kind;
        public nint Easy;
        public MessageData Data;
    }

    [StructLayout(LayoutKind.Explicit)]
    public struct MessageData
    {
        [FieldOffset(0)]
        public nint Whatever;

        [FieldOffset(0)]
        public int Result;
    }
}
