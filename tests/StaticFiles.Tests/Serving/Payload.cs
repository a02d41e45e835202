namespace StaticFiles.Tests.Serving;

/// <summary>Bytes that look like none other.</summary>
internal static class Payload
{
    /// <summary>The same ones for the same seed.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
