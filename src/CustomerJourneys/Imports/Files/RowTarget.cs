using System.Text;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Imports.Files;

/// <summary>What a column or member becomes: one part of an activity, or a property of the name of the column.</summary>
internal sealed class RowTarget
{
    private readonly ActivityPart _part;
    private readonly byte[] _name;

    private RowTarget(string source, ActivityPart part, bool isProperty)
    {
        Source = source;
        _part = part;
        _name = Encoding.UTF8.GetBytes(source);
        IsProperty = isProperty;
    }

    /// <summary>The name of the column or member.</summary>
    public string Source { get; }

    /// <summary>Whether it is a property; its name is that of its source.</summary>
    public bool IsProperty { get; }

    /// <summary>The name of the column or member as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Source => _name;

    /// <summary>All targets of a mapping; several may have one source.</summary>
    public static IReadOnlyList<RowTarget> Of(ImportMapping mapping)
    {
        var targets = new List<RowTarget>
        {
            new(mapping.ContactId, ActivityPart.ContactId, isProperty: false),
            new(mapping.Type, ActivityPart.Type, isProperty: false),
            new(mapping.OccurredAt, ActivityPart.OccurredAt, isProperty: false),
        };
        if (mapping.Id is { } id)
            targets.Add(new RowTarget(id, ActivityPart.Id, isProperty: false));
        for (var field = 0; field < ActivityField.Fixed.Count; field++)
        {
            if (mapping.Fields.TryGetValue(ActivityField.Fixed[field], out var source))
                targets.Add(new RowTarget(source, ActivityPart.Value + field, isProperty: false));
        }

        targets.AddRange(mapping.Properties.Select(name => new RowTarget(name, default, isProperty: true)));
        return targets;
    }

    /// <summary>Puts a text in its place.</summary>
    /// <param name="draft">The row.</param>
    /// <param name="utf8">Valid UTF-8.</param>
    public void Put(ActivityDraft draft, ReadOnlySpan<byte> utf8)
    {
        // The names of properties were found to be distinct when the mapping was read.
        if (IsProperty)
            draft.Properties.Add(_name, utf8);
        else
            draft.Set(_part, utf8);
    }

    /// <summary>Puts a text in its place that is stored in the draft already.</summary>
    public void Put(ActivityDraft draft, (int Start, int Length) text)
    {
        if (IsProperty)
            draft.Properties.Add(draft.Store(_name), text);
        else
            draft.Set(_part, text);
    }
}
