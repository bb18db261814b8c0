using System.Reflection;
using System.Runtime.CompilerServices;
using CustomerJourneys.Functions.Http;

namespace CustomerJourneys.Functions.Tests.Http.OpenApi;

/// <summary>
/// Which query parameters a class reads, found in its compiled code: the text that is loaded just before a call of <see cref="Query"/>. Also the
/// texts it mentions at all, and whether it asks for <c>If-Match</c>.
/// </summary>
internal sealed class ParameterReads
{
    private const byte LoadText = 0x72;
    private const byte Call = 0x28;
    private const int TokenSize = 4;

    private ParameterReads()
    {
    }

    public HashSet<string> Query { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Texts { get; } = new(StringComparer.Ordinal);

    public bool IfMatch { get; private set; }

    public static ParameterReads Of(Type type)
    {
        var reads = new ParameterReads();
        foreach (var part in WithNested(type))
        {
            foreach (var method in part.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
                reads.Read(method);
        }

        return reads;
    }

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(WithNested).Append(type);

    // Looks for the two instructions byte by byte: a number that looks like one of them would have to name a text or one of our methods too.
    private void Read(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            return;
        for (var at = 0; at + TokenSize < code.Length; at++)
        {
            if (code[at] == LoadText && TextAt(method.Module, code, at) is { } text)
            {
                Texts.Add(text);
                var next = at + 1 + TokenSize;
                if (next + TokenSize < code.Length && CalledAt(method.Module, code, next)?.DeclaringType == typeof(Query))
                    Query.Add(text);
            }

            IfMatch |= CalledAt(method.Module, code, at) is { Name: nameof(EntityTags.IfMatch) } called && called.DeclaringType == typeof(EntityTags);
        }
    }

    private static string? TextAt(Module module, byte[] code, int at) => Try(() => module.ResolveString(BitConverter.ToInt32(code, at + 1)));

    private static MethodBase? CalledAt(Module module, byte[] code, int at) =>
        code[at] == Call && code[at + TokenSize] == 0x06 ? Try(() => module.ResolveMethod(BitConverter.ToInt32(code, at + 1))) : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T? Try<T>(Func<T?> resolve)
        where T : class
    {
        try
        {
            return resolve();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
