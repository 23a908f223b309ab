using System.CommandLine;
using System.Text;
using Bss2.Messages.Identity;
using Bss2.Trainer.Measuring;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 measure</c>: dynamic range, trace scale and weight scale of emulated chips.</summary>
internal sealed class MeasureCommand : Bss2Command
{
    private readonly MeasureFlags _flags = new();

    public MeasureCommand()
        : base("measure", "Measure dynamic range, trace scale and weight scale of an emulated chip")
    {
        _flags.AddTo(this);
    }

    public override Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var plan = _flags.Read(parsed, faults);
        ThrowIfAny(faults);

        // A file that cannot be written is found before the measuring, not after it.
        using var file = plan.Output is null ? null : Open(plan.Output);
        using var interruption = new Interruption(() => terminal.Error.WriteLine("Interrupted."));
        var chips = new List<ChipMeasurements>();
        foreach (var serial in plan.Serials)
        {
            if (interruption.Token.IsCancellationRequested)
            {
                Withdraw(file);
                return Task.FromResult(ExitCode.Interrupted);
            }

            var setup = plan.Setup with { Chip = plan.Setup.Chip with { Serial = new ChipSerial(serial) } };
            chips.Add(ChipMeasurements.Of(setup));
        }

        terminal.Output.Write(chips is [var only] ? MeasureText.OfChip(plan, only) : MeasureText.OfChips(plan, chips));
        if (file is not null)
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(plan.OutputIsJson ? MeasureFile.Json(plan, chips) : MeasureFile.Csv(chips)));
            terminal.Output.WriteLine($"Numbers: {Path.GetFullPath(plan.Output!)}");
        }

        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>What was there before stays; an empty file was made here.</summary>
    private static void Withdraw(FileStream? file)
    {
        if (file is { Length: 0 })
        {
            File.Delete(file.Name);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out: '{path}' cannot be written: {failure.Message} Choose another place.");
        }
    }
}
