namespace StaticFiles.Http;

/// <summary>Whether the peer wants a file's version that it does not have, or only the one that it has. See RFC 9110 section 13.</summary>
internal static class Preconditions
{
    /// <summary>What they come to.</summary>
    public enum Outcome
    {
        /// <summary>Answer as if there were none.</summary>
        Hold,

        /// <summary>304: the peer has this version.</summary>
        NotModified,

        /// <summary>412: this is not the version that the peer is after.</summary>
        Failed,
    }

    /// <summary>Evaluates them in the order of section 13.2.2. A date that is none counts as not sent.</summary>
    /// <param name="request">A GET or HEAD.</param>
    /// <param name="validators">Of the file as it is.</param>
    /// <param name="now">The time.</param>
    public static Outcome Evaluate(in Request request, in Validators validators, DateTime now)
    {
        if (request.Has(Field.IfMatch))
        {
            if (!AnyMatches(request, Field.IfMatch, validators, isStrong: true))
            {
                return Outcome.Failed;
            }
        }
        else if (TryGetDate(request, Field.IfUnmodifiedSince, now, out DateTime unmodifiedSince) && validators.LastModified > unmodifiedSince)
        {
            return Outcome.Failed;
        }

        bool isHeld = request.Has(Field.IfNoneMatch)
            ? AnyMatches(request, Field.IfNoneMatch, validators, isStrong: false)
            : TryGetDate(request, Field.IfModifiedSince, now, out DateTime modifiedSince) && validators.LastModified <= modifiedSince;
        return isHeld ? Outcome.NotModified : Outcome.Hold;
    }

    /// <summary>Whether Range applies: If-Range, if there is one, names this version, and surely. See section 13.1.5.</summary>
    public static bool RangeApplies(in Request request, in Validators validators, DateTime now)
    {
        if (!request.Has(Field.IfRange))
        {
            return true;
        }

        if (!request.TryGetOnly(Field.IfRange, out ReadOnlySpan<byte> value))
        {
            return false;
        }

        // A date must be the very one: an earlier or later one is another version's.
        return EntityTag.TryTake(ref value, out EntityTag wanted)
            ? value.IsEmpty && Matches(wanted, validators, isStrong: true)
            : validators.AreStrong && HttpDate.TryParse(value, now, out DateTime date) && date == validators.LastModified;
    }

    private static bool TryGetDate(in Request request, Field field, DateTime now, out DateTime date)
    {
        date = default;
        return request.TryGetOnly(field, out ReadOnlySpan<byte> value) && HttpDate.TryParse(value, now, out date);
    }

    private static bool AnyMatches(in Request request, Field field, in Validators validators, bool isStrong)
    {
        foreach (ReadOnlySpan<byte> value in request.Values(field))
        {
            if (EntityTagList.IsAny(value))
            {
                return true;
            }

            foreach (EntityTag wanted in new EntityTagList(value))
            {
                if (Matches(wanted, validators, isStrong))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Matches(EntityTag wanted, in Validators validators, bool isStrong)
    {
        ReadOnlySpan<byte> written = validators.WriteTag(stackalloc byte[Validators.LongestTag]);
        return EntityTag.TryTake(ref written, out EntityTag own) && (isStrong ? own.IsStronglyEqualTo(wanted) : own.IsWeaklyEqualTo(wanted));
    }
}
