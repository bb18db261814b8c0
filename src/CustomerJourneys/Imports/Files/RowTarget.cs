using CustomerJourneys.Activities;

namespace CustomerJourneys.Imports.Files;

/// <summary>What a column or member becomes: one part of an activity.</summary>
/// <param name="Source">The name of the column or member.</param>
/// <param name="Part">Which part of an activity.</param>
/// <param name="Field">The index of the fixed field, for that part.</param>
internal sealed record RowTarget(string Source, RowTarget.ActivityPart Part, int Field = 0)
{
    /// <summary>The parts of an activity.</summary>
    public enum ActivityPart
    {
        /// <summary>The contact id.</summary>
        ContactId,

        /// <summary>The type.</summary>
        Type,

        /// <summary>The time.</summary>
        OccurredAt,

        /// <summary>The activity id.</summary>
        Id,

        /// <summary>A fixed field.</summary>
        Field,

        /// <summary>A property; its name is that of its source.</summary>
        Property,
    }

    /// <summary>Whether its texts are likely to repeat from row to row.</summary>
    public bool IsShared => Part is not (ActivityPart.OccurredAt or ActivityPart.Id);

    /// <summary>All targets of a mapping; several may have one source.</summary>
    public static IReadOnlyList<RowTarget> Of(ImportMapping mapping)
    {
        var targets = new List<RowTarget>
        {
            new(mapping.ContactId, ActivityPart.ContactId),
            new(mapping.Type, ActivityPart.Type),
            new(mapping.OccurredAt, ActivityPart.OccurredAt),
        };
        if (mapping.Id is { } id)
            targets.Add(new RowTarget(id, ActivityPart.Id));
        for (var field = 0; field < ActivityField.Fixed.Count; field++)
        {
            if (mapping.Fields.TryGetValue(ActivityField.Fixed[field], out var source))
                targets.Add(new RowTarget(source, ActivityPart.Field, field));
        }

        targets.AddRange(mapping.Properties.Select(name => new RowTarget(name, ActivityPart.Property)));
        return targets;
    }

    /// <summary>Puts a text in its place.</summary>
    public void Put(ActivityDraft draft, string text)
    {
        switch (Part)
        {
            case ActivityPart.ContactId: draft.ContactId = text; break;
            case ActivityPart.Type: draft.Type = text; break;
            case ActivityPart.OccurredAt: draft.OccurredAt = text; break;
            case ActivityPart.Id: draft.Id = text; break;
            case ActivityPart.Field: draft.Fields[Field] = text; break;
            default: draft.TryAddProperty(Source, new PropertyValue(text)); break;
        }
    }
}
