using Bss2.Benchmarks.Chip;

switch (args.FirstOrDefault())
{
    case "kernel":
        KernelBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("Benchmarks: kernel");
        return 2;
}
