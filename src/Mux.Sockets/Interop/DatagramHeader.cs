namespace Mux.Interop;

/// <summary>What is known of one datagram of a batch beside its bytes and its address.</summary>
internal struct DatagramHeader
{
    public int Length;
    public int AddressLength;
    public bool IsTruncated;
}
