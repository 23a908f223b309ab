using Bss2.Messages.Identity;
using Bss2.Nodes.Cluster;

namespace Bss2.Nodes.Tests.Cluster;

public sealed class UnansweredBlocksTests
{
    private readonly UnansweredBlocks _blocks = new(TimeSpan.FromSeconds(10));

    [Fact]
    public void A_block_is_published_as_it_was_asked_and_answered_once()
    {
        var asked = ToyBlocks.Block(3, 1, attempt: 2);

        Assert.Equal(asked, _blocks.Add(asked, default));
        Assert.Equal(1, _blocks.Count);
        Assert.Equal(asked.Id, _blocks.Answer(asked.Id, default));
        Assert.Null(_blocks.Answer(asked.Id, default));
        Assert.Equal(0, _blocks.Count);
    }

    [Fact]
    public void Whichever_attempt_is_answered_first_counts_under_the_askers_identity()
    {
        var asked = ToyBlocks.Block(3, 1);
        _blocks.Add(asked, default);
        var again = Assert.Single(_blocks.All(default));
        var third = Assert.Single(_blocks.All(default));

        Assert.Equal((1, 2), (again.Id.Attempt, third.Id.Attempt));
        Assert.Equal(asked.Id, _blocks.Answer(again.Id, default));
        Assert.Null(_blocks.Answer(third.Id, default));
        Assert.Null(_blocks.Fail(asked.Id, default));
    }

    [Fact]
    public void A_block_that_is_asked_again_after_its_failure_takes_attempts_that_were_not_used()
    {
        var asked = ToyBlocks.Block(3, 1);
        _blocks.Add(asked, default);
        var second = Assert.Single(_blocks.All(default));
        Assert.Equal(asked.Id, _blocks.Fail(second.Id, default));

        var next = asked with { Id = asked.Id with { Attempt = 1 } };
        var published = _blocks.Add(next, default);

        Assert.Equal(2, published.Id.Attempt);
        Assert.Null(_blocks.Fail(asked.Id, default));
        Assert.Equal(next.Id, _blocks.Answer(asked.Id, default));
    }

    [Fact]
    public void Blocks_are_overdue_after_a_time_without_any_answer()
    {
        _blocks.Add(ToyBlocks.Block(1, 0), At(0));
        _blocks.Add(ToyBlocks.Block(1, 1), At(4));
        _blocks.Add(ToyBlocks.Block(1, 2), At(4));

        Assert.Empty(_blocks.Overdue(At(9.9)));
        _blocks.Answer(new BlockId(1, 2, 0), At(9.9));
        Assert.Empty(_blocks.Overdue(At(19.8)));
        Assert.Equal([new BlockId(1, 0, 1), new BlockId(1, 1, 1)], _blocks.Overdue(At(19.9)).Select(b => b.Id));
    }

    [Fact]
    public void Repetitions_come_at_growing_intervals_up_to_a_bound()
    {
        _blocks.Add(ToyBlocks.Block(1, 0), At(0));
        var times = Enumerable.Range(0, 3000).Select(k => At(k / 10.0)).Where(t => _blocks.Overdue(t).Count > 0).Select(t => t.TotalSeconds).ToArray();

        Assert.Equal([10.0, 30, 70, 150, 230], times);
    }

    [Fact]
    public void The_wait_begins_anew_with_somebody_who_may_answer()
    {
        _blocks.Add(ToyBlocks.Block(1, 0), At(0));
        _blocks.Restart(At(50));

        Assert.Empty(_blocks.Overdue(At(59)));
        Assert.Single(_blocks.Overdue(At(60)));
    }

    [Fact]
    public void A_later_run_ends_the_earlier_ones()
    {
        _blocks.Add(ToyBlocks.Block(1, 0), default);
        _blocks.All(default);
        var later = ToyBlocks.Block(2, 0);

        Assert.Equal(0, _blocks.Add(later, default).Id.Attempt);
        Assert.Null(_blocks.Answer(new BlockId(1, 0, 0), default));
        Assert.Equal(1, _blocks.Count);
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
