using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>What was said of a contact at once. An attribute that it does not name stays as it is.</summary>
/// <param name="ContactId">The contact; it need not have been seen before.</param>
/// <param name="Attributes">Each attribute once, ignoring case; the empty text takes it away.</param>
public sealed record ContactChange(string ContactId, IReadOnlyList<ActivityProperty> Attributes)
{
    /// <summary>Whether it gives an e-mail address, or takes it away.</summary>
    internal bool NamesEmail => Attributes.Any(IsEmail);

    /// <summary>The e-mail address that it gives, in the form in which addresses are compared; <see langword="null"/> if it gives none.</summary>
    internal string? NormalizedEmail => Attributes.FirstOrDefault(IsEmail).Value.Text is { Length: > 0 } email ? ContactRules.Normalized(email) : null;

    /// <summary>This and what was said later: of an attribute that both name the later value counts.</summary>
    public ContactChange Then(ContactChange later) => new(
        ContactId,
        [.. Attributes.Where(own => !later.Attributes.Any(other => own.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase))), .. later.Attributes]);

    private static bool IsEmail(ActivityProperty attribute) => attribute.Name.Equals(ContactRules.Email, StringComparison.OrdinalIgnoreCase);
}
