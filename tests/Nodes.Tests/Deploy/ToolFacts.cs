namespace Bss2.Nodes.Tests.Deploy;

/// <summary>A theory that needs kubectl; without it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute()
    {
        if (!CommandOf.Exists("kubectl"))
        {
            Skip = "kubectl is not installed.";
        }
    }
}

/// <summary>A fact that needs kubectl, node and the folder of schemas that deploy/check uses.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SchemasFactAttribute : FactAttribute
{
    public SchemasFactAttribute()
    {
        var schemas = Environment.GetEnvironmentVariable("BSS2_K8S_SCHEMAS");
        Skip = !CommandOf.Exists("kubectl") || !CommandOf.Exists("node") ? "kubectl or node is not installed."
            : schemas is null || !File.Exists(Path.Combine(schemas, "validate.mjs")) ? "BSS2_K8S_SCHEMAS names no folder with validate.mjs: see deploy/README.md."
            : !Directory.Exists(Path.Combine(schemas, "node_modules")) && !CommandOf.Exists("npm") ? "npm is not installed, and the validator's packages are missing."
            : null;
    }
}

/// <summary>A fact that needs bash.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BashFactAttribute : FactAttribute
{
    public BashFactAttribute()
    {
        if (!CommandOf.Exists("bash"))
        {
            Skip = "bash is not installed.";
        }
    }
}
