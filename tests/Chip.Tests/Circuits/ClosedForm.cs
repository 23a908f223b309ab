namespace Bss2.Chip.Tests.Circuits;

/// <summary>Exact membrane of a linear circuit: rest plus one double exponential for each event.</summary>
internal sealed class ClosedForm(double rest, double membraneTau, double excitatoryTau, double inhibitoryTau, (double Time, double Charge)[] events)
{
    /// <summary>Membrane at a time in us without any spike, LSB. Negative charges are inhibitory.</summary>
    public double Membrane(double time) =>
        rest + events.Where(e => e.Time <= time).Sum(e => e.Charge * Response(time - e.Time, e.Charge < 0 ? inhibitoryTau : excitatoryTau));

    /// <summary>Slope at a time in us, LSB/us.</summary>
    public double Slope(double time) => (Membrane(time + 1e-6) - Membrane(time - 1e-6)) / 2e-6;

    /// <summary>First time at which the membrane rises through a threshold, us, or null.</summary>
    public double? FirstCrossing(double threshold, double end)
    {
        const double step = 0.01;
        for (var time = step; time < end; time += step)
        {
            if (Membrane(time) <= threshold)
            {
                continue;
            }

            var (low, high) = (time - step, time);
            for (var k = 0; k < 50; k++)
            {
                var middle = (low + high) / 2;
                (low, high) = Membrane(middle) > threshold ? (low, middle) : (middle, high);
            }

            return high;
        }

        return null;
    }

    private double Response(double time, double synapticTau) =>
        Math.Abs(membraneTau - synapticTau) < 1e-9
            ? time * Math.Exp(-time / membraneTau)
            : membraneTau * synapticTau / (membraneTau - synapticTau) * (Math.Exp(-time / membraneTau) - Math.Exp(-time / synapticTau));
}
