namespace Mux.Interop;

/// <summary>Batches of datagrams where the system has no call for them: one call each.</summary>
internal static class DatagramLoop
{
    /// <inheritdoc cref="ISocketCalls.ReceiveMany"/>
    public static SyscallResult Receive(ISocketCalls calls, int socket, DatagramBatch batch)
    {
        for (int index = 0; index < batch.Capacity; index++)
        {
            ref DatagramHeader header = ref batch.Header(index);
            SyscallResult received = calls.ReceiveFrom(socket, batch.Room(index), batch.AddressRoom(index), out int length, out header.IsTruncated);
            if (!received.Succeeded)
            {
                return index > 0 ? SyscallResult.Success(index) : received; // What was received counts. An error beside it is about one datagram, or comes again.
            }

            header.Length = received.Value;
            header.AddressLength = Math.Min(length, NativeAddress.MaxLength);
        }

        return SyscallResult.Success(batch.Capacity);
    }

    /// <inheritdoc cref="ISocketCalls.SendMany"/>
    public static SyscallResult Send(ISocketCalls calls, int socket, DatagramBatch batch, int start)
    {
        for (int index = start; index < batch.Count; index++)
        {
            DatagramHeader header = batch.Header(index);
            SyscallResult sent = calls.SendTo(socket, batch.Room(index)[..header.Length], batch.AddressRoom(index)[..header.AddressLength]);
            if (!sent.Succeeded)
            {
                return index > start ? SyscallResult.Success(index - start) : sent; // It was not sent: the next attempt begins with it, and gets the error.
            }
        }

        return SyscallResult.Success(batch.Count - start);
    }
}
