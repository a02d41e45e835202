namespace EchoServer.Tests;

/// <summary>Bytes in which every slip shows: no run repeats, and every run of the facts gets the same.</summary>
internal static class Payload
{
    public static byte[] Bytes(int count, int seed = 0)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
