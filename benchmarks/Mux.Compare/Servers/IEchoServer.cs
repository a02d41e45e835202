namespace Mux.Compare.Servers;

/// <summary>A server that sends back what it gets.</summary>
internal interface IEchoServer
{
    /// <summary>Serves on a port of the system's choice on the loopback address, for as long as the process lives.</summary>
    /// <param name="listens">Hears the port.</param>
    void Run(Action<int> listens);
}
