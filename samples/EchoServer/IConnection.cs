namespace EchoServer;

/// <summary>What the server has to know of a connection, however that is served.</summary>
internal interface IConnection
{
    /// <summary>How many bytes went back so far.</summary>
    long Echoed { get; }

    /// <summary>Whether bytes wait for the peer to read.</summary>
    bool HasUnsent { get; }

    /// <summary>Unregisters and closes. What is unsent is lost.</summary>
    void Close();
}
