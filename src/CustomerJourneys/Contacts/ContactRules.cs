using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>The limits of what is said of a contact, and the codes of those who break them. Lengths are in characters (UTF-16 code units).</summary>
public static class ContactRules
{
    /// <summary>The attribute by which contacts are one: two with the same e-mail address are merged.</summary>
    public const string Email = "email";

    /// <summary>The longest e-mail address.</summary>
    public const int MaxEmail = 254;

    /// <summary>The longest first or last name.</summary>
    public const int MaxName = 200;

    /// <summary>The longest name of an attribute.</summary>
    public const int MaxAttributeName = ActivityField.MaxPropertyName;

    /// <summary>The longest text of an attribute.</summary>
    public const int MaxAttributeText = ActivityRules.MaxText;

    /// <summary>The most attributes in what is said of one contact at once.</summary>
    public const int MaxAttributes = 50;

    /// <summary>The most contacts in one batch.</summary>
    public const int MaxBatch = 5_000;

    /// <summary>The attributes that every contact may have; the others are a deployment's own. Names compare ignoring case.</summary>
    public static IReadOnlyList<string> Fixed { get; } = [Email, "firstName", "lastName"];

    /// <summary>What is wrong with an e-mail address; <see langword="null"/> if nothing is. Whether somebody reads it only a mail can tell.</summary>
    public static (string Code, string Message)? CheckEmail(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return email.Length <= MaxEmail && at > 0 && at < email.Length - 1 && at == email.LastIndexOf('@')
            && !email.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
            ? null
            : ("email_invalid", $"An e-mail address has one @ with something before and after it, no white space, and at most {MaxEmail} characters.");
    }

    /// <summary>What is wrong with the name of an attribute; <see langword="null"/> if nothing is.</summary>
    public static (string Code, string Message)? CheckAttributeName(string name)
    {
        if (name.Length is 0 or > MaxAttributeName || name.Any(char.IsControl))
            return ("attribute_invalid", $"The name of an attribute has 1 to {MaxAttributeName} characters and no control characters.");
        return Fixed.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? ("attribute_reserved", $"'{name}' stands beside 'attributes', not in it.")
            : null;
    }

    /// <summary>The form in which e-mail addresses are compared: without white space around them, in lower case.</summary>
    public static string Normalized(string email) => email.Trim().ToLowerInvariant();
}
