namespace StaticFiles.Site;

/// <summary>What came of opening a file of the site.</summary>
internal enum OpenOutcome
{
    /// <summary>It is open.</summary>
    Opened,

    /// <summary>It is a folder; nothing was opened.</summary>
    IsFolder,

    /// <summary>There is none, or it is not the site's.</summary>
    NotFound,

    /// <summary>The server may not read it.</summary>
    Forbidden,

    /// <summary>The system is out of something, such as descriptors: later it may work.</summary>
    Exhausted,
}
