using System.Globalization;
using Bss2.Benchmarks;
using Bss2.Benchmarks.Actors;
using Bss2.Benchmarks.Chip;
using Bss2.Benchmarks.Cluster;
using Bss2.Benchmarks.Gemm;
using Bss2.Benchmarks.Hagen;
using Bss2.Benchmarks.Trainer;
using Bss2.Benchmarks.Training;

const string Epochs = "--epochs";
const string Rounds = "--rounds";
const string Trial = "--trial";
(string Name, string About, Func<Task> Run)[] benchmarks =
[
    ("kernel", "membrane kernel of a quadrant, called directly, with and without noise", Now(KernelBenchmark.Run)),
    ("chip", "blocks of the Yin-Yang network by kernels alone and through actors, their ratio, and where the time goes", ChipBenchmark.RunAsync),
    ("leaky", "an update of the 784-1000-10 network of snnTorch's tutorial 5, batch 128, on one and two threads, and where the time goes", Now(LeakyBenchmark.Run)),
    ("mnist", "one epoch of mnist-leaky through the trainer: iteration, epoch with loading, test, memory [needs BSS2_DATA]", MnistBenchmark.RunAsync),
    ("numerics", "forward and backward pass of the Yin-Yang network", Now(NumericsBenchmark.Run)),
    ("spiketimes", "forward and backward pass of exact spike times: Yin-Yang with both kernels, synaptic delays, Bars", Now(SpikeTimeBenchmark.Run)),
    ("gemm", "the matrix product on one core as a share of the peak measured beside it, with and without packing", Now(GemmBenchmark.Run)),
    ("hagen", "1024x1024 times 2,000 vectors in matrix-multiply mode through two replicas, and by stages on one thread", HagenBenchmark.RunAsync),
    ("mock", "1024x1024 times 2,000 vectors in mock on one thread, as a share of the peak measured beside it, with and without noise", Now(MockBenchmark.Run)),
    ("actors", "what a message costs", Now(ActorBenchmarks.Run)),
    ("epoch", "seconds of a training epoch of yinyang on both backends", EpochBenchmark.RunAsync),
    ("loop", "what the training loop itself costs for each epoch of one tiny batch", LoopBenchmark.RunAsync),
    ("cluster", "yinyang on 1..4 nodes as processes against one process: seconds and processor time, and what a model predicts for more [--rounds N, default 3]", () => ClusterBenchmark.RunAsync(NumberOf(args, Rounds) ?? 3)),
    ("accuracy", $"test accuracy of yinyang on both backends for seeds 1..5 [{Epochs} N, default 4]", () => AccuracyBenchmark.RunAsync(NumberOf(args, Epochs) ?? 4)),
    ("spiketime-accuracy", $"accuracy of the experiments with exact spike times, all or one of {SpikeTimeAccuracy.Names} [{Trial} NAME]; minutes to hours", () => SpikeTimeAccuracy.RunAsync(TrialOf(args))),
];

var chosen = benchmarks.FirstOrDefault(b => b.Name == args.FirstOrDefault());
var isTrial = chosen.Name == "spiketime-accuracy" && TrialOf(args) is { } trial && SpikeTimeAccuracy.Has(trial);
if (chosen.Run is null || (args.Length > 1 && !isTrial && NumberOf(args, chosen.Name switch { "accuracy" => Epochs, "cluster" => Rounds, _ => "" }) is null))
{
    var complaint = args.Length == 0 ? "Name one of:" : $"There is no benchmark '{string.Join(' ', args)}'; name one of:";
    Console.Error.WriteLine(complaint);
    foreach (var (name, about, _) in benchmarks)
    {
        Console.Error.WriteLine($"  {name,-20}{about}");
    }

    return args.Length == 0 ? 0 : 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Machine.Print();
await chosen.Run();
return 0;

static Func<Task> Now(Action run) => () =>
{
    run();
    return Task.CompletedTask;
};

static int? NumberOf(string[] args, string flag) =>
    args is [_, var given, var text] && given == flag && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;

static string? TrialOf(string[] args) => args is [_, Trial, var name] ? name : null;
