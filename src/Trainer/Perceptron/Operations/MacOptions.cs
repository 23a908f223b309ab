namespace Bss2.Trainer.Perceptron;

/// <summary>How a product is made. Defaults are those of hxtorch.</summary>
/// <param name="NumSends">How often the events of a vector are sent, 1..65535.</param>
/// <param name="WaitBetweenEvents">FPGA cycles from one event to the next, at least 1; decides chip time alone.</param>
/// <param name="Mock">Whether the mock multiplies in place of the hardware.</param>
public readonly record struct MacOptions(int NumSends, int WaitBetweenEvents, bool Mock)
{
    /// <summary>FPGA cycles between events (hxtorch constants.h).</summary>
    public const int DefaultWait = 5;

    internal void Check()
    {
        if (NumSends is < 1 or > ushort.MaxValue)
        {
            throw new ArgumentException($"num_sends is {NumSends}; permitted: 1..{ushort.MaxValue}.");
        }

        if (WaitBetweenEvents < 1)
        {
            throw new ArgumentException($"wait_between_events is {WaitBetweenEvents} FPGA cycles; permitted: 1 or more.");
        }
    }
}
