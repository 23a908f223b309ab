namespace Bss2.TestKit;

/// <summary>A probe did not get what the test expected. The text shows what it got instead.</summary>
public sealed class ProbeException(string message) : Exception(message);
