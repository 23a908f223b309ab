using Bss2.Chip.Parts;

namespace Bss2.Chip.Placement;

/// <summary>
/// Which columns each driver's row pair already serves. A synapse stores one label, so sources may share a driver where their target columns
/// do not meet; pages split the drivers of a bus among values of the low row select bits.
/// </summary>
/// <param name="pages">1, 2 or 4: a driver at index i of its bus listens to row selects equal to i modulo this.</param>
internal sealed class DriverPool(int pages)
{
    private readonly ColumnSet[] _used = new ColumnSet[ChipGeometry.Hemispheres * ChipGeometry.DriversPerHemisphere];
    private readonly Stack<(int Slot, ColumnSet Before)> _undo = new();

    /// <summary>Drivers of a half that serve at least one column.</summary>
    public IEnumerable<int> UsedDrivers(int hemisphere) =>
        Enumerable.Range(0, ChipGeometry.DriversPerHemisphere).Where(d => !_used[Slot(hemisphere, d)].IsEmpty);

    /// <summary>How many drivers of a bus could serve these columns.</summary>
    public int Free(int hemisphere, int bus, ColumnSet columns)
    {
        var free = 0;
        for (var index = 0; index < ChipGeometry.DriversPerBus; index++)
        {
            free += _used[Slot(hemisphere, ChipGeometry.DriverAt(bus, index))].Overlaps(columns) ? 0 : 1;
        }

        return free;
    }

    /// <summary>Takes the first driver of a bus and page that can serve these columns; −1 if none can.</summary>
    public int Take(int hemisphere, int bus, int page, ColumnSet columns)
    {
        for (var index = page; index < ChipGeometry.DriversPerBus; index += pages)
        {
            var driver = ChipGeometry.DriverAt(bus, index);
            var slot = Slot(hemisphere, driver);
            if (!_used[slot].Overlaps(columns))
            {
                _undo.Push((slot, _used[slot]));
                _used[slot] = _used[slot].Union(columns);
                return driver;
            }
        }

        return -1;
    }

    /// <summary>Makes what was taken permanent.</summary>
    public void Commit() => _undo.Clear();

    /// <summary>Gives back what was taken since the last commit.</summary>
    public void Rollback()
    {
        while (_undo.TryPop(out var change))
        {
            _used[change.Slot] = change.Before;
        }
    }

    private static int Slot(int hemisphere, int driver) => (hemisphere * ChipGeometry.DriversPerHemisphere) + driver;
}
