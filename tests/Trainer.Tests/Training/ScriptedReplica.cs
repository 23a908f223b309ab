using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Trainer.Tests.Training;

/// <summary>Stands for a chip: records numbers that depend on key, position, inputs and weights, and misbehaves where it is told to.</summary>
internal sealed class ScriptedReplica(ReplicaScript script) : Actor
{
    private RackConfiguration? _configuration;
    private int _blocks;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case RackConfiguration configuration:
                _configuration = configuration;
                break;
            case RunBlock block when ++_blocks == script.DieAtBlock:
                Context.Stop(Self);
                break;
            case RunBlock block when script.FailFirstAttempts > block.Id.Attempt:
                Sender.Tell(new BlockFailed(block.Id, block.FirstSample, "The replica was told to fail."), Self);
                break;
            case RunBlock block:
                var recording = Record(block);
                Sender.Tell(recording, Self);
                if (script.AnswerTwice)
                {
                    Sender.Tell(recording with { Cadc = [] }, Self);
                }

                break;
        }
    }

    private BlockRecording Record(RunBlock block)
    {
        var configuration = _configuration!;
        Assert.Equal(block.ConfigurationVersion, configuration.Version);
        var input = block.Inputs[0].Spikes;
        var n = input.SampleCount;
        var (offsets, ticks, labels) = (new int[n + 1], new List<int>(), new List<ushort>());
        var (stamps, codes) = (new int[n * 4], new sbyte[n * 4]);
        for (var s = 0; s < n; s++)
        {
            var position = block.FirstSample + s;
            for (var k = 0; k < 4; k++)
            {
                var noise = (position * 7919) + (block.Key.Update * 104729) + ((int)block.Key.Phase * 31) + (int)block.Key.Seed;
                var drive = input.Ticks[input.SampleOffsets[s] + k] + configuration.Weights[0].Values[k];
                codes[(s * 4) + k] = (sbyte)(((noise + drive) % 21) - 10);
                stamps[(s * 4) + k] = k;
            }

            for (var k = 0; k < position % 3; k++)
            {
                ticks.Add(k);
                labels.Add((ushort)(position % 5));
            }

            offsets[s + 1] = ticks.Count;
        }

        return new BlockRecording(
            block.Id,
            block.FirstSample,
            [new PopulationSpikes(new PopulationId(1), new SpikeBatch(offsets, [.. ticks], [.. labels]))],
            [new CadcTrace(new PopulationId(1), [0], 4, stamps, codes)],
            [],
            new BlockHealth(input.SpikeCount, ticks.Count, 0));
    }
}

/// <summary>How a <see cref="ScriptedReplica"/> misbehaves.</summary>
/// <param name="FailFirstAttempts">Sendings of each block that fail.</param>
/// <param name="DieAtBlock">Block, counted from 1, at which it stops without an answer; 0 never.</param>
/// <param name="AnswerTwice">Whether each answer is followed by a second, empty one.</param>
internal sealed record ReplicaScript(int FailFirstAttempts = 0, int DieAtBlock = 0, bool AnswerTwice = false);
