using System.Text.Json;

namespace Bss2.Messages.Tests.Wire;

/// <summary>Text that is equal for messages of equal content: records with arrays compare by reference.</summary>
internal static class Shape
{
    public static string Of(object message) => JsonSerializer.Serialize(message, message.GetType());
}
