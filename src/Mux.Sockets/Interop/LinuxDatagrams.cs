using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>Batches of datagrams by the calls that Linux has for them, <see cref="Most"/> a call.</summary>
internal static unsafe partial class LinuxDatagrams
{
    private const int Most = 64; // The headers lie on the stack, 80 bytes each; more of them would not make a datagram cheaper.
    private const int MSG_TRUNC = 0x20;
    private const int MSG_NOSIGNAL = 0x4000;

    /// <inheritdoc cref="ISocketCalls.ReceiveMany"/>
    public static SyscallResult Receive(int socket, DatagramBatch batch)
    {
        LinuxMessage* messages = stackalloc LinuxMessage[Math.Min(batch.Capacity, Most)];
        IoSegment* segments = stackalloc IoSegment[Math.Min(batch.Capacity, Most)];
        int total = 0;
        while (total < batch.Capacity)
        {
            int asked = Math.Min(batch.Capacity - total, Most);
            for (int i = 0; i < asked; i++)
            {
                messages[i] = Message(batch, total + i, batch.MaxLength, NativeAddress.MaxLength, segments + i);
            }

            SyscallResult received = SyscallResult.Capture(ReceiveMessages(socket, messages, (uint)asked, 0, 0));
            if (!received.Succeeded)
            {
                return total > 0 ? SyscallResult.Success(total) : received;
            }

            for (int i = 0; i < received.Value; i++)
            {
                ref DatagramHeader header = ref batch.Header(total + i);
                header.Length = (int)messages[i].Length;
                header.AddressLength = Math.Min((int)messages[i].Header.AddressLength, NativeAddress.MaxLength);
                header.IsTruncated = (messages[i].Header.Flags & MSG_TRUNC) != 0;
            }

            total += received.Value;
            if (received.Value < asked)
            {
                break; // There are no more, or an error comes first, which the kernel keeps for the next call.
            }
        }

        return SyscallResult.Success(total);
    }

    /// <inheritdoc cref="ISocketCalls.SendMany"/>
    public static SyscallResult Send(int socket, DatagramBatch batch, int start)
    {
        int left = batch.Count - start;
        LinuxMessage* messages = stackalloc LinuxMessage[Math.Min(left, Most)];
        IoSegment* segments = stackalloc IoSegment[Math.Min(left, Most)];
        int total = 0;
        while (total < left)
        {
            int asked = Math.Min(left - total, Most);
            for (int i = 0; i < asked; i++)
            {
                DatagramHeader header = batch.Header(start + total + i);
                messages[i] = Message(batch, start + total + i, header.Length, header.AddressLength, segments + i);
            }

            SyscallResult sent = SyscallResult.Capture(SendMessages(socket, messages, (uint)asked, MSG_NOSIGNAL));
            if (!sent.Succeeded)
            {
                return total > 0 ? SyscallResult.Success(total) : sent;
            }

            total += sent.Value;
            if (sent.Value < asked)
            {
                break;
            }
        }

        return SyscallResult.Success(total);
    }

    // The batch's memory does not move.
    private static LinuxMessage Message(DatagramBatch batch, int index, int length, int addressLength, IoSegment* segment)
    {
        *segment = new IoSegment((nint)AddressOf(batch.Room(index)), length);
        LinuxMessage message = default;
        message.Header.Address = addressLength == 0 ? 0 : (nint)AddressOf(batch.AddressRoom(index));
        message.Header.AddressLength = (uint)addressLength;
        message.Header.Segments = (nint)segment;
        message.Header.SegmentCount = 1;
        return message;
    }

    private static byte* AddressOf(Span<byte> pinned)
    {
        fixed (byte* start = pinned)
        {
            return start;
        }
    }

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static partial int ReceiveMessages(int socket, LinuxMessage* messages, uint count, int flags, nint timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    private static partial int SendMessages(int socket, LinuxMessage* messages, uint count, int flags);
}
