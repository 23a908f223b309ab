using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>Bytes of <c>checkpoint.bin</c>: magic, format version, body, SHA-256 over all before. Numbers little-endian, floats as their bits.</summary>
internal static class CheckpointCodec
{
    private const uint Version = 3;
    private const int HashBytes = 32;
    private const string Mend = "Train anew in another folder, or restore the file from a copy.";

    private static ReadOnlySpan<byte> Magic => "BSS2CKPT"u8;

    public static byte[] Encode(Checkpoint checkpoint)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(checkpoint.Experiment);
            writer.Write(checkpoint.Options.Length);
            foreach (var (key, value) in checkpoint.Options)
            {
                writer.Write(key);
                writer.Write(value);
            }

            WriteProgress(writer, checkpoint.Progress);
            writer.Write(checkpoint.Parameters.Length);
            for (var k = 0; k < checkpoint.Parameters.Length; k++)
            {
                writer.Write(checkpoint.ParameterNames[k]);
                WriteElements(writer, checkpoint.Parameters[k]);
            }

            writer.Write(checkpoint.Optimiser.StepCount);
            writer.Write(checkpoint.Optimiser.Arrays.Count);
            foreach (var (name, values) in checkpoint.Optimiser.Arrays)
            {
                writer.Write(name);
                WriteElements(writer, values);
            }

            writer.Write(checkpoint.Metrics);
            writer.Write(checkpoint.Batches);
            writer.Write(checkpoint.Series);
            Write(writer, checkpoint.ModelState);
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <exception cref="RunRefusedException">Not a checkpoint, damaged, or of another version.</exception>
    public static Checkpoint Decode(byte[] bytes, string path)
    {
        if (!bytes.AsSpan().StartsWith(Magic))
        {
            throw new RunRefusedException($"{path} ({bytes.Length} bytes) is no checkpoint: it does not start with {Encoding.ASCII.GetString(Magic)}. {Mend}");
        }

        var prefix = Magic.Length + sizeof(uint);
        if (bytes.Length < prefix + HashBytes)
        {
            throw new RunRefusedException($"The checkpoint {path} is cut off: it has {bytes.Length} bytes, the least is {prefix + HashBytes}. {Mend}");
        }

        // The version comes before the hash, so that a file of another version is called that and not damaged.
        var version = BitConverter.ToUInt32(bytes, Magic.Length);
        var intact = SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashBytes)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - HashBytes));
        if (!intact)
        {
            throw new RunRefusedException($"The checkpoint {path} is damaged or cut off: its {bytes.Length} bytes do not match the SHA-256 at their end. {Mend}");
        }

        if (version != Version)
        {
            throw new RunRefusedException($"The checkpoint {path} has format version {version}; this version reads {Version}. Resume with the version that wrote it, or train anew in another folder.");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, prefix, bytes.Length - prefix - HashBytes), Encoding.UTF8);
        return ReadBody(reader);
    }

    private static Checkpoint ReadBody(BinaryReader reader)
    {
        var experiment = reader.ReadString();
        var options = new KeyValuePair<string, string>[reader.ReadInt32()];
        for (var k = 0; k < options.Length; k++)
        {
            options[k] = KeyValuePair.Create(reader.ReadString(), reader.ReadString());
        }

        var progress = ReadProgress(reader);
        var count = reader.ReadInt32();
        var (names, parameters) = (new string[count], new Array[count]);
        for (var k = 0; k < count; k++)
        {
            names[k] = reader.ReadString();
            parameters[k] = ReadElements(reader);
        }

        var steps = reader.ReadInt64();
        var state = new KeyValuePair<string, Array>[reader.ReadInt32()];
        for (var k = 0; k < state.Length; k++)
        {
            state[k] = KeyValuePair.Create(reader.ReadString(), ReadElements(reader));
        }

        return new Checkpoint
        {
            Experiment = experiment,
            Options = options,
            Progress = progress,
            ParameterNames = names,
            Parameters = parameters,
            Optimiser = new OptimiserState(steps, state),
            Metrics = reader.ReadString(),
            Batches = reader.ReadString(),
            Series = reader.ReadString(),
            ModelState = Read<double>(reader),
        };
    }

    private static void WriteProgress(BinaryWriter writer, TrainingProgress progress)
    {
        writer.Write(progress.Epoch);
        writer.Write(progress.Batch);
        writer.Write(progress.Phase);
        writer.Write(progress.TestedEpoch);
        writer.Write(progress.ValidatedEpoch);
        writer.Write(progress.Update);
        writer.Write(progress.Sums.Loss);
        writer.Write(progress.Sums.Accuracy);
        writer.Write(progress.Sums.HiddenSpikesPerSample);
        writer.Write(progress.Sums.Seconds);
        writer.Write(progress.Sums.Weight);
        writer.Write(progress.Sums.LossWeight);
        writer.Write(progress.LastTest.Loss);
        writer.Write(progress.LastTest.Accuracy);
        writer.Write(progress.LastTest.HiddenSpikesPerSample);
        Write(writer, progress.EpochSeconds);
        Write(writer, progress.Phases);
        Write(writer, progress.MapEpochs);
        Write(writer, progress.MapScores);
    }

    private static TrainingProgress ReadProgress(BinaryReader reader) => new()
    {
        Epoch = reader.ReadInt32(),
        Batch = reader.ReadInt32(),
        Phase = reader.ReadInt32(),
        TestedEpoch = reader.ReadInt32(),
        ValidatedEpoch = reader.ReadInt32(),
        Update = reader.ReadInt32(),
        Sums = new PassSums(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()) { Weight = reader.ReadDouble(), LossWeight = reader.ReadDouble() },
        LastTest = new PassMeans(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()),
        EpochSeconds = Read<double>(reader),
        Phases = Read<PhaseScores>(reader),
        MapEpochs = Read<int>(reader),
        MapScores = Read<float>(reader),
    };

    /// <summary>An array of either precision: bytes of an element, then the elements.</summary>
    private static void WriteElements(BinaryWriter writer, Array elements)
    {
        if (elements is double[] wide)
        {
            writer.Write((byte)sizeof(double));
            Write(writer, wide);
        }
        else
        {
            writer.Write((byte)sizeof(float));
            Write(writer, (float[])elements);
        }
    }

    private static Array ReadElements(BinaryReader reader) => reader.ReadByte() == sizeof(double) ? Read<double>(reader) : Read<float>(reader);

    private static void Write<T>(BinaryWriter writer, T[] values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes<T>(values));
    }

    private static T[] Read<T>(BinaryReader reader)
        where T : unmanaged
    {
        var values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
