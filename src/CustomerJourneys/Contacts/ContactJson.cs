using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>Reads what is said of contacts from JSON, strictly. A member that is left out says nothing; <c>null</c> takes a value away.</summary>
public static class ContactJson
{
    private const string ContactId = "contactId";
    private const string Attributes = "attributes";

    /// <summary>Reads <c>{"email":…,"firstName":…,"lastName":…,"attributes":{…}}</c>.</summary>
    /// <param name="contactId">The contact that it is said of.</param>
    /// <param name="json">The body as UTF-8.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static ContactChange ReadOne(string contactId, ReadOnlyMemory<byte> json)
    {
        var errors = new List<FieldError>();
        if (ActivityRules.CheckContactId(contactId) is { } wrong)
            errors.Add(new FieldError(ContactId, wrong.Code, wrong.Message));
        using var document = StrictJson.Parse(json);
        var change = Read(document.RootElement, "", contactId, errors);
        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : change!;
    }

    /// <summary>Reads <c>{"contacts":[{"contactId":…,…}]}</c>; of what is said twice of one contact the later counts.</summary>
    /// <param name="json">The body as UTF-8.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static IReadOnlyList<ContactChange> ReadBatch(ReadOnlyMemory<byte> json)
    {
        using var document = StrictJson.Parse(json);
        var errors = new List<FieldError>();
        var changes = new List<ContactChange>();
        if (JsonMembers.Of(document.RootElement, "", errors) is { } members)
        {
            if (members.Find("contacts") is null)
                members.FailMissing("contacts");
            var items = members.Array("contacts");
            members.RejectUnknown();
            if (items.Count > ContactRules.MaxBatch)
                throw TooLarge();
            foreach (var (item, path) in items)
                Add(item, path, changes, errors);
        }

        return Checked(changes, errors);
    }

    /// <summary>Reads one contact a line; blank lines are passed over. Paths are <c>contacts[i]</c>, as in JSON.</summary>
    /// <param name="body">The body as UTF-8.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static IReadOnlyList<ContactChange> ReadNdjson(ReadOnlyMemory<byte> body)
    {
        var errors = new List<FieldError>();
        var changes = new List<ContactChange>();
        var count = 0;
        while (!body.IsEmpty)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            if (count == ContactRules.MaxBatch)
                throw TooLarge();
            using var document = StrictJson.Parse(line);
            Add(document.RootElement, $"contacts[{count++}]", changes, errors);
        }

        return Checked(changes, errors);
    }

    /// <summary>Reads <c>{"from":…}</c>.</summary>
    /// <param name="json">The body as UTF-8.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static string ReadMerge(ReadOnlyMemory<byte> json)
    {
        using var document = StrictJson.Parse(json);
        var errors = new List<FieldError>();
        string? from = null;
        if (JsonMembers.Of(document.RootElement, "", errors) is { } members)
        {
            from = members.Text("from", ActivityRules.MaxId, required: true);
            if (from is not null && ActivityRules.CheckContactId(from) is { } wrong)
                members.Fail("from", wrong.Code, wrong.Message);
            members.RejectUnknown();
        }

        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : from!;
    }

    private static void Add(JsonElement item, string path, List<ContactChange> changes, List<FieldError> errors)
    {
        if (errors.Count < ActivityBatch.MaxErrors && Read(item, path, null, errors) is { } change)
            changes.Add(change);
    }

    private static List<ContactChange> Checked(List<ContactChange> changes, List<FieldError> errors) =>
        errors.Count > 0 ? throw ProblemException.Invalid([.. errors.Take(ActivityBatch.MaxErrors)]) : changes;

    private static ContactChange? Read(JsonElement json, string path, string? contactId, List<FieldError> errors)
    {
        if (JsonMembers.Of(json, path, errors) is not { } members)
            return null;
        var before = errors.Count;
        if (contactId is null)
        {
            contactId = members.Text(ContactId, ActivityRules.MaxId, required: true);
            if (contactId is not null && ActivityRules.CheckContactId(contactId) is { } wrong)
                members.Fail(ContactId, wrong.Code, wrong.Message);
        }

        var read = new List<ActivityProperty>();
        foreach (var name in ContactRules.Fixed)
            ReadFixed(members, json, name, read);
        ReadAttributes(members, json, read);
        members.RejectUnknown();
        return errors.Count > before ? null : new ContactChange(contactId!, read);
    }

    private static void ReadFixed(JsonMembers members, JsonElement json, string name, List<ActivityProperty> read)
    {
        var isEmail = name == ContactRules.Email;
        var text = members.Text(name, isEmail ? ContactRules.MaxEmail : ContactRules.MaxName)?.Trim();
        if (text is null)
        {
            if (json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null)
                read.Add(new ActivityProperty(name, default));
        }
        else if (isEmail && text.Length > 0 && ContactRules.CheckEmail(text) is { } wrong)
        {
            members.Fail(name, wrong.Code, wrong.Message);
        }
        else
        {
            read.Add(new ActivityProperty(name, new PropertyValue(text)));
        }
    }

    private static void ReadAttributes(JsonMembers members, JsonElement json, List<ActivityProperty> read)
    {
        if (members.Nested(Attributes) is not { } attributes)
            return;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in json.GetProperty(Attributes).EnumerateObject().Select(member => (member.Name, member.Value)))
        {
            if (ContactRules.CheckAttributeName(name) is { } wrong)
                attributes.Fail(name, wrong.Code, wrong.Message);
            else if (!names.Add(name))
                attributes.Fail(name, "duplicate_member", "An attribute occurs twice; names compare ignoring case.");
            else if (Value(attributes, name, value) is { } found)
                read.Add(new ActivityProperty(name, found));
        }

        if (names.Count > ContactRules.MaxAttributes)
            members.Fail(Attributes, "too_many_attributes", $"At most {ContactRules.MaxAttributes} attributes are said of a contact at once; these are {names.Count}.");
    }

    private static PropertyValue? Value(JsonMembers attributes, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return default(PropertyValue);
            case JsonValueKind.String:
                return attributes.Text(name, ContactRules.MaxAttributeText) is { } text ? new PropertyValue(text) : null;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number):
                return new PropertyValue(number);
            default:
                attributes.Fail(name, "attribute_value_invalid", "An attribute is a text or a finite number; null takes it away.");
                return null;
        }
    }

    private static ProblemException TooLarge() =>
        ProblemException.Invalid("contacts", "contact_batch_too_large", $"A batch has at most {ContactRules.MaxBatch} contacts.");
}
