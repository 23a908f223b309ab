using System.Diagnostics;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

/// <summary>Waits for what a broker brings about and nobody announces.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    public static Task True(Func<bool> condition, string what) => True(() => Task.FromResult(condition()), what);

    public static async Task True(Func<Task<bool>> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"In vain waited for: {what}.");
            await Task.Delay(BetweenLooks);
        }
    }
}
