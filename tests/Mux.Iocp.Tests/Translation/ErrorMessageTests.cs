using System.ComponentModel;
using Mux.Iocp.Interop;
using Mux.Tests;

namespace Mux.Iocp.Tests.Translation;

/// <summary>Every place of this backend that builds a message from an error code. The system's words are those of the system that the tests run on, so they are not compared.</summary>
public sealed class ErrorMessageTests
{
    private const int OutOfResources = unchecked((int)0xC000009A);
    private const int TooManyOpenFiles = unchecked((int)0xC000011F);
    private const int AccessDenied = unchecked((int)0xC0000022);

    [Fact]
    public void Each_says_what_the_system_said_and_what_to_do()
    {
        var table = new ErrorTable(HasWords);
        table.Add<MultiplexerException>(IocpErrors.OnOpenAfd(OutOfResources), ["NtCreateFile", "0xC000009A", "out of memory or handles"], not: "app containers");
        table.Add<MultiplexerException>(IocpErrors.OnOpenAfd(TooManyOpenFiles), ["NtCreateFile", "0xC000011F", "out of memory or handles"], not: "app containers");
        table.Add<PlatformNotSupportedException>(IocpErrors.OnOpenAfd(AccessDenied), ["0xC0000022", "app containers"], not: "memory");

        table.Add<ArgumentException>(IocpErrors.OnSocketKind(Failed(Win32Error.NotSocket), isOpen: false), ["not open", "while it is open"], not: "provider");
        table.Add<NotSupportedException>(IocpErrors.OnSocketKind(Failed(Win32Error.NotSocket), isOpen: true), ["Only sockets", "socket pair"], not: "provider");
        table.Add<InvalidOperationException>(IocpErrors.OnSocketKind(Failed(Win32Error.NotInitialised), isOpen: true), ["WSAStartup"], not: "provider");
        table.Add<MultiplexerException>(IocpErrors.OnSocketKind(Failed(Win32Error.NoBufferSpace), isOpen: true), ["getsockopt", "10055"], not: "provider");
        table.Add<MultiplexerException>(IocpErrors.OnBaseSocket(Failed(Win32Error.NoBufferSpace)), ["WSAIoctl", "10055", "out of memory"], not: "provider");
        table.Add<NotSupportedException>(IocpErrors.OnBaseSocket(Failed(10045)), "layered provider", "10045", "netsh winsock show catalog");

        table.Add<MultiplexerException>(IocpErrors.OnPoll(OutOfResources), "NtDeviceIoControlFile", "0xC000009A", "tried again");
        table.Add<MultiplexerException>(new MultiplexerException("CreateIoCompletionPort", Win32Result.Unknown), ["CreateIoCompletionPort failed", "no reason"], not: "NTSTATUS");

        table.Check();
    }

    // Wine has none for the numbers of Winsock.
    private static bool HasWords => OperatingSystem.IsWindows() && !new Win32Exception(Win32Error.NoBufferSpace).Message.Contains("Unknown error", StringComparison.Ordinal);

    private static Win32Result Failed(int error) => new(0, error);
}
