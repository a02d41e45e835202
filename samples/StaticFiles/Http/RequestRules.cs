using System.Net;
using System.Text;

namespace StaticFiles.Http;

/// <summary>What a head must fulfil as a whole, after each of its lines has been found well-formed.</summary>
internal static class RequestRules
{
    /// <summary>Checks it.</summary>
    /// <returns>Why the request is refused: 400, 417 or 501. Null when it is not.</returns>
    public static HttpStatusCode? Check(in Request request) => CheckHost(request) ?? BodyFraming.Check(request) ?? CheckExpectations(request);

    // RFC 9112 section 3.2: exactly one; HTTP/1.0 knew of none. An empty one is for targets that have no host.
    private static HttpStatusCode? CheckHost(in Request request)
    {
        bool isWellFormed = request.TryGetOnly(Field.Host, out ReadOnlySpan<byte> host)
            ? host.IsEmpty || HostValue.IsValid(host)
            : !request.IsVersion11 && !request.Has(Field.Host);
        return isWellFormed ? null : HttpStatusCode.BadRequest;
    }

    // A peer that waits for 100 before it sends a body gets the refusal instead, and may spare the body.
    private static HttpStatusCode? CheckExpectations(in Request request)
    {
        foreach (ReadOnlySpan<byte> expectation in request.Values(Field.Expect))
        {
            if (!Ascii.EqualsIgnoreCase(expectation, "100-continue"u8))
            {
                return HttpStatusCode.ExpectationFailed;
            }
        }

        return null;
    }
}
