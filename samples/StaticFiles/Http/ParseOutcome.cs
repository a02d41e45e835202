namespace StaticFiles.Http;

/// <summary>How far a <see cref="RequestParser"/> has come.</summary>
internal enum ParseOutcome
{
    /// <summary>The head has not come in whole.</summary>
    Incomplete,

    /// <summary>It has.</summary>
    Complete,

    /// <summary>It is malformed or too long. The connection cannot go on: nobody knows where the next request begins.</summary>
    Refused,
}
