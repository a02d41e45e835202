namespace Mux.Compare.Servers;

/// <summary>One of the servers that are compared.</summary>
internal interface IServer
{
    /// <summary>Serves on a port of the system's choice on the loopback address, for as long as the process lives.</summary>
    /// <param name="listens">Hears the port.</param>
    void Run(Action<int> listens);
}
