using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>Problems that several uses of contacts have.</summary>
internal static class ContactProblems
{
    public static ProblemException NotFound() => ProblemException.NotFound("contact_not_found", "There is no contact with this id: nothing was said of it, and it did nothing; or it was erased.");

    public static void CheckTop(int? top, int max)
    {
        if (top is < 1 || top > max)
            throw ProblemException.Invalid("top", "top_out_of_range", $"A page has 1 to {max} items.");
    }

    public static ProblemException Continuation() =>
        ProblemException.Invalid("continuation", "continuation_invalid", "The continuation token is not one that this list issued.");
}
