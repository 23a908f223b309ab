using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>Makes the summary of a training.</summary>
internal static class SummaryOf
{
    public static TrainingSummary Training(TrainingTask task, TrainingProgress progress) => new(
        task.Experiment,
        NameOf(task.Backend),
        task.Seed,
        task.Rack?[0].Settings.Serial.Value,
        progress.Epoch,
        task.Score == ScoreKind.Classification ? progress.LastTest.Accuracy : null,
        progress.LastTest.Loss,
        progress.LastTest.HiddenSpikesPerSample,
        MedianEpochSeconds(progress.EpochSeconds),
        WeightsSha256(task.Model.Parameters),
        typeof(SummaryOf).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown")
    {
        Phases = task.Phases.Count == 0 ? null : [.. progress.Phases.Select((scores, p) => Phase(task, progress, p, scores))],
    };

    private static PhaseSummary Phase(TrainingTask task, TrainingProgress progress, int number, PhaseScores scores)
    {
        double? Accuracy(PassMeans means) => task.Score == ScoreKind.Classification ? means.Accuracy : null;
        var phase = task.Phases[number];
        var epochs = Math.Min(phase.Epochs, progress.Epoch - Timetable.FirstEpoch(task, number));
        return new(phase.Name, NameOf(phase.Backend), epochs, Accuracy(scores.First), scores.First.Loss, Accuracy(scores.Last), scores.Last.Loss);
    }

    private static string NameOf(Backend backend) => backend == Backend.Chip ? "chip" : "model";

    /// <summary>SHA-256 over all parameters in order, each element little-endian in its own precision, lower-case hexadecimal.</summary>
    public static string WeightsSha256(IReadOnlyList<Parameter> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var parameter in parameters)
        {
            if (parameter is Parameter<double> wide)
            {
                foreach (var value in wide.Values)
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                    hash.AppendData(bytes);
                }
            }
            else
            {
                foreach (var value in ((Parameter<float>)parameter).Values)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                    hash.AppendData(bytes[..sizeof(float)]);
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Median without the first epoch, which also compiles; the only one where there is one; 0 where there is none.</summary>
    internal static double MedianEpochSeconds(double[] seconds)
    {
        if (seconds.Length <= 1)
        {
            return seconds.Length == 0 ? 0 : seconds[0];
        }

        var sorted = seconds[1..];
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
