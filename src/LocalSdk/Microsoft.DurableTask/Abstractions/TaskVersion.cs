namespace Microsoft.DurableTask;

/// <summary>A version of a task. The local runtime refuses calls that carry one.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>Names a version; <c>null</c> gives the default struct.</summary>
    public TaskVersion(string version) => Version = version;

    /// <summary>The version's text.</summary>
    public string? Version { get; }

    /// <summary>A version reads as its text.</summary>
    public static implicit operator string(TaskVersion value) => value.Version!;

    /// <summary>A text is a version.</summary>
    public static implicit operator TaskVersion(string value) => new(value);

    /// <summary>Equal versions.</summary>
    public static bool operator ==(TaskVersion left, TaskVersion right) => left.Equals(right);

    /// <summary>Different versions.</summary>
    public static bool operator !=(TaskVersion left, TaskVersion right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Version is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}
