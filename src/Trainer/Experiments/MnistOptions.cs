using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>What the experiments on images ask of their options.</summary>
internal static class MnistOptions
{
    /// <summary>False with a fault where inputs are to be repeated.</summary>
    public static bool Check(OptionSet options)
    {
        if (options.Whole("inputRepetitions") == 1)
        {
            return true;
        }

        options.AddFault($"Option 'inputRepetitions' is {options.Whole("inputRepetitions")}; permitted for images: 1.");
        return false;
    }
}
