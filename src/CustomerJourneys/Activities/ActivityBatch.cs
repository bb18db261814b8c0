using System.Text;
using System.Text.Json;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>
/// A batch of activities, read as a whole: all of them are valid, or none is taken. They go from the request's bytes straight into the form
/// in which the log holds them; what repeats contact and id of an earlier one of the batch is not kept.
/// </summary>
public sealed class ActivityBatch
{
    /// <summary>The most errors that one answer lists.</summary>
    public const int MaxErrors = 100;

    private ActivityBatch(ActivityFrames frames, IReadOnlyList<ulong> keys, int count)
    {
        Frames = frames;
        Keys = keys;
        Count = count;
    }

    /// <summary>The activities, without repeats.</summary>
    public ActivityFrames Frames { get; }

    /// <summary>How many activities came, repeats included.</summary>
    public int Count { get; }

    /// <summary>A hash of contact and id of each activity of <see cref="Frames"/>; never 0.</summary>
    internal IReadOnlyList<ulong> Keys { get; }

    /// <summary>Reads <c>{"activities":[…]}</c>.</summary>
    /// <param name="body">The body as UTF-8.</param>
    /// <param name="ids">Gives the id of an activity that comes without one, by its index.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static ActivityBatch ReadJson(ReadOnlySpan<byte> body, Func<int, string> ids, DateTimeOffset now)
    {
        var batch = new Batch(ids, now, body.Length);
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
            ReadEnvelope(ref reader, batch);
            if (reader.Read())
                throw new JsonException();
        }
        catch (JsonException e)
        {
            throw StrictJson.Malformed(e);
        }

        return batch.Take();
    }

    /// <summary>Reads one activity a line; blank lines are passed over. Paths are <c>activities[i]</c>, as in JSON.</summary>
    /// <param name="body">The body as UTF-8.</param>
    /// <param name="ids">Gives the id of an activity that comes without one, by its index.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static ActivityBatch ReadNdjson(ReadOnlySpan<byte> body, Func<int, string> ids, DateTimeOffset now)
    {
        var batch = new Batch(ids, now, body.Length);
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var line = (end < 0 ? body : body[..end]).Trim(" \t\r"u8);
            body = end < 0 ? [] : body[(end + 1)..];
            if (line.IsEmpty)
                continue;
            var path = batch.NextPath;
            try
            {
                var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
                reader.Read();
                batch.Read(ref reader);
                if (reader.Read())
                    throw new JsonException();
            }
            catch (JsonException e)
            {
                throw StrictJson.Malformed(e, path.ToString());
            }
        }

        return batch.Take();
    }

    private static void ReadEnvelope(ref Utf8JsonReader reader, Batch batch)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw ProblemException.Invalid("", "object_expected", "The body must be a JSON object with the member 'activities'.");
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!ActivityJson.TryGetText(ref reader, out var name) || name != "activities")
                throw ProblemException.Invalid(name, "unknown_member", "The only member here is 'activities'.");
            if (found)
                throw ProblemException.Invalid("activities", "duplicate_member", "This member occurs twice.");
            found = true;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                throw ProblemException.Invalid("activities", "array_expected", "'activities' must be an array.");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                batch.Read(ref reader);
        }

        if (!found)
            throw ProblemException.Invalid("activities", "required", "'activities' is required.");
    }

    private sealed class Batch(Func<int, string> ids, DateTimeOffset now, int bytes)
    {
        // A frame is about half as long as its JSON.
        private readonly ActivityFrames _frames = new(ActivityFrames.SharedBlock, bytes / 2);
        private readonly DraftRules _rules = new(now.ToUnixTimeMilliseconds(), IdIsOptional: true, TimeIsRequired: false, ZoneIsOptional: false);
        private readonly ActivityDraft _draft = new();
        private readonly BatchKeys _keys = new();
        private readonly List<FieldError> _errors = [];
        private int _count;

        public ActivityPath NextPath => new(_count);

        public void Read(ref Utf8JsonReader reader)
        {
            if (_count == ActivityRules.MaxBatch)
                throw ProblemException.Invalid([ActivityRules.BatchTooLarge("activities")]);
            var path = NextPath;
            var before = _errors.Count;
            ActivityJson.Read(ref reader, _draft, path, _errors);
            if (_errors.Count == before && _draft.Check(path, _rules, _errors))
                Add();
            _count++;
            if (_errors.Count >= MaxErrors)
                throw ProblemException.Invalid([.. _errors.Take(MaxErrors)]);
        }

        public ActivityBatch Take() => _errors.Count > 0 ? throw ProblemException.Invalid(_errors) : new ActivityBatch(_frames, _keys.Keys, _count);

        private void Add()
        {
            if (!_draft.Has(ActivityPart.Id))
                _draft.Set(ActivityPart.Id, Encoding.UTF8.GetBytes(ids(_count)));
            if (_keys.TryAdd(_draft[ActivityPart.ContactId], _draft[ActivityPart.Id]))
                _frames.Add(_draft);
        }
    }
}
