namespace Bss2.Actors.Runtime;

/// <summary>Recipe for an actor.</summary>
public sealed record Props(Func<Actor> Producer)
{
    public static Props Create(Func<Actor> producer) => new(producer);
}
