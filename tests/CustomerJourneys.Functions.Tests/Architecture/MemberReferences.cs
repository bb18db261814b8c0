using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CustomerJourneys.Functions.Tests.Architecture;

/// <summary>Reads from a compiled assembly which members of other assemblies it uses, as <c>Namespace.Type.Member(ParameterType, …)</c>.</summary>
internal sealed class MemberReferences : ISignatureTypeProvider<string, object?>
{
    private readonly MetadataReader _reader;

    private MemberReferences(MetadataReader reader) => _reader = reader;

    public static IReadOnlySet<string> Of(Assembly assembly, Func<string, bool> isOfInterest)
    {
        using var file = File.OpenRead(assembly.Location);
        using var image = new PEReader(file);
        var reader = image.GetMetadataReader();
        var names = new MemberReferences(reader);
        return reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference && isOfInterest(names.AssemblyOf((TypeReferenceHandle)member.Parent)))
            .Select(names.Describe)
            .ToHashSet(StringComparer.Ordinal);
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeReference(handle).Name).Split('`')[0];

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeDefinition(handle).Name).Split('`')[0];

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"T{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"T{index}";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[*]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "function pointer";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    private string Describe(MemberReference member)
    {
        var type = _reader.GetTypeReference((TypeReferenceHandle)member.Parent);
        var name = $"{_reader.GetString(type.Namespace)}.{_reader.GetString(type.Name)}.{_reader.GetString(member.Name)}";
        return member.GetKind() == MemberReferenceKind.Field
            ? name
            : $"{name}({string.Join(", ", member.DecodeMethodSignature(this, null).ParameterTypes)})";
    }

    private string AssemblyOf(TypeReferenceHandle handle)
    {
        var scope = _reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.AssemblyReference => _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            HandleKind.TypeReference => AssemblyOf((TypeReferenceHandle)scope),
            _ => "",
        };
    }
}
