namespace Bss2.Nodes.Tests.Data;

/// <summary>A fact that needs MNIST, packed, in the folder that BSS2_DATA names; without it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MnistFactAttribute : FactAttribute
{
    public MnistFactAttribute()
    {
        if (string.IsNullOrEmpty(Folder))
        {
            Skip = "BSS2_DATA names no folder with MNIST; 'bss2 data fetch mnist --data-dir DIR' downloads it.";
        }
    }

    public static string Folder => Environment.GetEnvironmentVariable("BSS2_DATA") ?? "";
}
