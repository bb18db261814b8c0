using System.Globalization;

namespace CustomerJourneys.Activities;

/// <summary>A text or a finite number. The empty text is the default, and stands for a missing value.</summary>
public readonly record struct PropertyValue
{
    private readonly string? _text;

    /// <summary>A text.</summary>
    public PropertyValue(string text) => _text = text;

    /// <summary>A finite number.</summary>
    public PropertyValue(double number)
    {
        Number = number;
        IsNumber = true;
    }

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber { get; }

    /// <summary>The number; 0 for a text.</summary>
    public double Number { get; }

    /// <summary>The text, or the number in its shortest invariant form that reads back to the same number.</summary>
    public string Text => IsNumber ? Number.ToString("R", CultureInfo.InvariantCulture) : _text ?? "";
}
