namespace EchoServer;

/// <summary>Which of Mux's two faces the server is written on.</summary>
internal enum ServerMode
{
    /// <summary>The bare interface: the server's own threads wait, and look what each event asks for.</summary>
    Bare,

    /// <summary>Event loops: each connection is an async method.</summary>
    Loop,
}
