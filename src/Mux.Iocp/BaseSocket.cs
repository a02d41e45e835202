using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>
/// The socket handle that the driver knows, and whether it is a datagram socket. Layered service providers (some firewalls and filters) put a handle of their own in front of it.
/// </summary>
internal readonly record struct BaseSocket(nint Handle, bool IsDatagram)
{
    private const uint SIO_BASE_HANDLE = 0x48000022;
    private const uint SIO_BSP_HANDLE_POLL = 0x4800001D;
    private const int MostLayers = 16; // More than anybody has; two providers that answer with each other would be asked for ever.

    /// <summary>Finds the base socket of a socket.</summary>
    /// <exception cref="ArgumentException">The handle is not open.</exception>
    /// <exception cref="NotSupportedException">It is no socket, or a layered provider hides the base socket.</exception>
    /// <exception cref="MultiplexerException">The system refused, for example for lack of memory.</exception>
    public static BaseSocket Of(IIocpKernel kernel, nint socket)
    {
        // The first question is one that only a socket answers: Wine hands any handle back as its own base.
        Win32Result type = kernel.IsDatagram(socket);
        if (!type.Succeeded)
        {
            throw IocpErrors.OnSocketKind(type, kernel.CheckOpen(socket).Succeeded);
        }

        return new BaseSocket(BaseHandleOf(kernel, socket), type.Value != 0);
    }

    private static nint BaseHandleOf(IIocpKernel kernel, nint socket)
    {
        for (int layer = 0; ; layer++)
        {
            Win32Result found = kernel.QuerySocketHandle(socket, SIO_BASE_HANDLE);
            if (found.Succeeded)
            {
                return found.Value;
            }

            // Providers that refuse the base handle let the handle below theirs be asked for, which can be asked in turn.
            Win32Result below = kernel.QuerySocketHandle(socket, SIO_BSP_HANDLE_POLL);
            if (!below.Succeeded || below.Value == socket || layer == MostLayers)
            {
                throw IocpErrors.OnBaseSocket(found);
            }

            socket = below.Value;
        }
    }
}
