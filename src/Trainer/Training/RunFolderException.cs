namespace Bss2.Trainer.Training;

/// <summary>The disk refused to keep or give a run's files. Nothing is half-written. Exit code 1.</summary>
public sealed class RunFolderException : Exception
{
    public RunFolderException(string message, Exception? cause = null)
        : base(message, cause) { }
}

/// <summary>A run folder or checkpoint is not what was asked for: exists already, other version, foreign, damaged. Exit code 2.</summary>
public sealed class RunRefusedException : Exception
{
    public RunRefusedException(string message, Exception? cause = null)
        : base(message, cause) { }
}
