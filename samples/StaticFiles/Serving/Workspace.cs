using StaticFiles.Http;

namespace StaticFiles.Serving;

/// <summary>What a connection needs while it is busy: the bytes that came in, their parser, and the bytes that go out.</summary>
/// <remarks>A request that trickles in holds room for its head only; room for the answer is there from the answer to its sending.</remarks>
/// <param name="limits">How long a head may be.</param>
/// <param name="owner">Where it is kept, and where room for answers is.</param>
internal sealed class Workspace(HttpLimits limits, Workspaces owner)
{
    private readonly byte[] _input = new byte[limits.Head];
    private byte[]? _output;
    private int _begin; // Of the request that is being parsed.
    private int _end; // Of what has come in.
    private int _pending; // Of the output.

    /// <summary>The parser of <see cref="Received"/>.</summary>
    public RequestParser Parser { get; } = new(limits);

    /// <summary>What has come in and belongs to no request that was answered.</summary>
    public ReadOnlySpan<byte> Received => _input.AsSpan(_begin, _end - _begin);

    /// <summary>Whether that is nothing, or the empty line that may stand before a request and begins none. Once it is parsed.</summary>
    public bool IsBetweenRequests => _end - _begin == Parser.Skipped;

    /// <summary>Whether a HEAD is at the front, or what would have become one: no answer to it has a body, not even a refusal. Once it is parsed.</summary>
    public bool BeginsWithHead => Received[Parser.Skipped..].StartsWith("HEAD "u8);

    /// <summary>What waits to be sent.</summary>
    public ReadOnlyMemory<byte> Pending => _output.AsMemory(0, _pending);

    /// <summary>Whether another answer has room behind what waits.</summary>
    public bool HasRoomForAnswer => _output is null || _output.Length - _pending >= owner.LongestAnswer;

    /// <summary>Room to write an answer into.</summary>
    public Span<byte> RoomForAnswer => (_output ??= owner.RentOutput()).AsSpan(_pending);

    /// <summary>Makes room to receive into. There is some whenever the parser asks for more: a head that fills it all is refused.</summary>
    public Span<byte> MakeRoom()
    {
        if (_begin > 0)
        {
            Received.CopyTo(_input);
            _end -= _begin;
            _begin = 0;
        }

        return _input.AsSpan(_end);
    }

    /// <summary>So many bytes have come in.</summary>
    public void Receive(int count) => _end += count;

    /// <summary>The request at the front is done with.</summary>
    public void Advance()
    {
        _begin += Parser.Length;
        Parser.Reset();
    }

    /// <summary>So many bytes of an answer wait to be sent.</summary>
    public void Append(int count) => _pending += count;

    /// <summary>All that waited has been sent, or never will be.</summary>
    public void Sent()
    {
        if (_output is not null)
        {
            owner.ReturnOutput(_output);
            _output = null;
            _pending = 0;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _begin = _end = 0;
        Sent();
        Parser.Reset();
    }
}
