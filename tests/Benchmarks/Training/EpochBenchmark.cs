using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Training;

/// <summary>Seconds of an epoch of the Yin-Yang experiment: 5,025 samples, forward, backward and update, without tests.</summary>
internal static class EpochBenchmark
{
    private const int Epochs = 9;

    public static async Task RunAsync()
    {
        foreach (var backend in new[] { "model", "chip" })
        {
            var seconds = new List<double>();
            var summary = await new TrainingSession().RunAsync(
                YinYangTasks.Create(backend, Epochs),
                null,
                happened =>
                {
                    if (happened is EpochTrained trained)
                    {
                        seconds.Add(trained.Seconds);
                    }
                }).ConfigureAwait(false);

            // The first epoch also compiles.
            var spread = Spread.Of(seconds.Skip(1));
            Console.WriteLine($"epoch, {backend}: {spread.ToString("0.0000", "s")}, {summary.HiddenSpikesPerSample:0.0} hidden spikes a sample");
        }
    }
}
