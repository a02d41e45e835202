using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Addresses as the system gives them.</summary>
public sealed class NativeAddressTests
{
    // Linux answers with a NUL behind a path that fills its place, and so with a byte more than the class library takes.
    [Fact]
    public void A_path_that_fills_its_place_is_an_address_like_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "paths have other lengths elsewhere");
        string path = "/" + new string('x', 107);
        byte[] address = [1, 0, .. System.Text.Encoding.ASCII.GetBytes(path), 0];

        EndPoint? endPoint = NativeAddress.ToEndPoint(address);

        Assert.Equal(path, Assert.IsType<UnixDomainSocketEndPoint>(endPoint).ToString());
    }
}
