using System.Text;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>The properties of a draft; their texts lie in its buffer.</summary>
internal sealed class DraftProperties(ActivityDraft draft)
{
    /// <summary>From so many names on they are looked up instead of compared one by one.</summary>
    private const int MaxCompared = ActivityRules.MaxProperties;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private Property[] _properties = new Property[8];

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> NameOf(int index) => draft.At(_properties[index].Name);

    public bool IsNumber(int index) => _properties[index].IsNumber;

    public double NumberOf(int index) => _properties[index].Number;

    public ReadOnlySpan<byte> TextOf(int index) => draft.At(_properties[index].Text);

    public void Clear()
    {
        Count = 0;
        if (_names.Count > 0)
            _names.Clear();
    }

    /// <summary>Whether there is none of this name yet; names compare ignoring case.</summary>
    public bool IsNew(ReadOnlySpan<byte> name)
    {
        if (Count > MaxCompared)
            return IsNewAmongMany(Encoding.UTF8.GetString(name));
        for (var i = 0; i < Count; i++)
        {
            if (IsSame(NameOf(i), name))
                return false;
        }

        return true;
    }

    /// <summary>Adds a text under a new name.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) => Add(draft.Store(name), draft.Store(text));

    public void Add((int Start, int Length) name, (int Start, int Length) text) => Add(new Property(name, text, 0, false));

    /// <summary>Adds a finite number under a new name.</summary>
    public void Add(ReadOnlySpan<byte> name, double number) => Add(new Property(draft.Store(name), default, number, true));

    public void Add((int Start, int Length) name, double number) => Add(new Property(name, default, number, true));

    public void Check(ActivityPath path, List<FieldError> errors)
    {
        if (Count > ActivityRules.MaxProperties)
            errors.Add(new FieldError(path.Of("properties"), "too_many_properties", $"An activity has at most {ActivityRules.MaxProperties} properties; this one has {Count}."));
        for (var i = 0; i < Count; i++)
        {
            // A text has no more characters than bytes, so that what is short and plain needs no closer look.
            if (!ActivityRules.IsPlainName(NameOf(i)))
                Note(i, ActivityRules.CheckPropertyName(Encoding.UTF8.GetString(NameOf(i))));
            if (!IsNumber(i) && TextOf(i).Length > ActivityRules.MaxText)
                Note(i, ActivityRules.CheckText(Encoding.UTF8.GetString(NameOf(i)), Encoding.UTF8.GetString(TextOf(i)), ActivityRules.MaxText));
        }

        void Note(int index, (string Code, string Message)? wrong)
        {
            if (wrong is var (code, message))
                errors.Add(new FieldError(path.Of("properties." + Encoding.UTF8.GetString(NameOf(index))), code, message));
        }
    }

    private void Add(Property property)
    {
        if (Count == _properties.Length)
            Array.Resize(ref _properties, Count * 2);
        _properties[Count++] = property;
    }

    private bool IsNewAmongMany(string name)
    {
        for (var i = _names.Count; i < Count; i++)
            _names.Add(Encoding.UTF8.GetString(NameOf(i)));
        return !_names.Contains(name);
    }

    private static bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        Ascii.IsValid(left) && Ascii.IsValid(right)
            ? Ascii.EqualsIgnoreCase(left, right)
            : string.Equals(Encoding.UTF8.GetString(left), Encoding.UTF8.GetString(right), StringComparison.OrdinalIgnoreCase);

    private readonly record struct Property((int Start, int Length) Name, (int Start, int Length) Text, double Number, bool IsNumber);
}
