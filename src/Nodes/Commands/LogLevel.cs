namespace Bss2.Nodes.Commands;

/// <summary>How much is printed.</summary>
internal enum LogLevel
{
    /// <summary>Everything, and the stack of a failure.</summary>
    Debug = 0,

    /// <summary>The network, the options, progress and results.</summary>
    Info = 1,

    /// <summary>Results alone.</summary>
    Warning = 2,

    /// <summary>Nothing but failures.</summary>
    Error = 3,
}
