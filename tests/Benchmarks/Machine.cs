using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bss2.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Cores that this process may use.</summary>
    public static int Cores => Environment.ProcessorCount;

    public static void Print()
    {
        var vector = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"machine: {Processor()}, {Cores} cores, vectors of {vector} bits{(Avx2.IsSupported ? ", AVX2" : "")}{(Avx512F.IsSupported ? ", AVX-512" : "")}, {RuntimeInformation.FrameworkDescription}"));
    }

    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        var line = System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
