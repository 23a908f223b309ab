using System.Text.Json;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Jobs;
using Bss2.TestKit;

namespace Bss2.Nodes.Tests.Jobs;

public sealed class ClusterViewTests
{
    private static readonly ClusterView Empty = new("amqp://broker:5672/", 1, [], [], [new("blocks", "bss2.blocks.1", null, null)], []);

    private static readonly ClusterView Full = new(
        "amqp://broker:5672/",
        1,
        [new("node-1", 1, "2.1", 2, 2), new("node-22", 2, "3.0", 64, 8), new("node-3", 1, "2.1", 2, 2, Draining: true)],
        [new("trainer-1", 1, "2.1", "job a yinyang, epoch 2 of 4")],
        [new("blocks", "bss2.blocks.1", 3, 2)],
        [new(new("bad", "yinyang", [], 0, "ada"), "Option 'epochs' is '-1'.\nOption 'x' \u001b[2J", "trainer-1", 1_700_000_000_000)]);

    [Fact]
    public async Task Whoever_answers_in_time_is_counted_once_and_by_name()
    {
        var kit = new ActorTestKit();
        var presence = kit.CreateProbe();
        var counted = new TaskCompletionSource<Census>();
        kit.System.Spawn(Bss2.Actors.Runtime.Props.Create(() => new CensusActor(presence.Ref, 2, counted)), "census");
        presence.ExpectMsg(new WhoIsThere());
        presence.Reply(new NodeAnnounced("b", 1, "1", 1, 1));
        presence.Reply(new TrainerAnnounced("t", 1, "1", "standby"));
        presence.Reply(new NodeAnnounced("a", 1, "1", 1, 1));
        presence.Reply(new NodeAnnounced("b", 1, "1", 1, 1, Draining: true));

        kit.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(counted.Task.IsCompleted);
        kit.Advance(TimeSpan.FromSeconds(0.1));
        presence.Reply(new NodeAnnounced("late", 1, "1", 1, 1));

        var census = await kit.Await(counted.Task);
        Assert.Equal([("a", false), ("b", true)], census.Nodes.Select(n => (n.Name, n.Draining)));
        Assert.Equal("t", Assert.Single(census.Trainers).Name);
        Assert.Empty(kit.DeadLetters);
    }

    [Fact]
    public async Task Those_who_must_be_there_are_waited_for_and_not_for_ever()
    {
        var kit = new ActorTestKit();
        var presence = kit.CreateProbe();
        var late = new TaskCompletionSource<Census>();
        kit.System.Spawn(Bss2.Actors.Runtime.Props.Create(() => new CensusActor(presence.Ref, 1, late)), "late");
        presence.ExpectMsg(new WhoIsThere());
        kit.Advance(CensusActor.LongestPatience - TimeSpan.FromSeconds(1));
        Assert.False(late.Task.IsCompleted);
        presence.Reply(new NodeAnnounced("busy", 1, "1", 1, 1));
        kit.RunUntilIdle();
        Assert.Equal("busy", Assert.Single((await kit.Await(late.Task)).Nodes).Name);

        var never = new TaskCompletionSource<Census>();
        kit.System.Spawn(Bss2.Actors.Runtime.Props.Create(() => new CensusActor(presence.Ref, 1, never)), "never");
        kit.Advance(CensusActor.LongestPatience);
        Assert.Empty((await kit.Await(never.Task)).Nodes);
    }

    [Fact]
    public void Tables_show_nodes_trainers_queues_and_failed_jobs() => Assert.Equal(
        """
        Broker amqp://broker:5672/, protocol 1

        Nodes
          name     cores  replicas  protocol  state                           version
          node-1   2      2         1         ready                           2.1
          node-22  64     8         2         refused: other protocol than 1  3.0
          node-3   2      2         1         draining                        2.1

        Trainers
          name       protocol  activity                     version
          trainer-1  1         job a yinyang, epoch 2 of 4  2.1

        Queues
          content  waiting  consumers  name
          blocks   3        2          bss2.blocks.1

        Failed jobs
          bad yinyang, submitted by ada, given up by trainer-1 at 2023-11-14T22:13:20Z:
            Option 'epochs' is '-1'.
            Option 'x' ?[2J

        """.ReplaceLineEndings("\n"),
        ClusterText.Tables(Full));

    [Fact]
    public void An_empty_cluster_says_how_to_begin()
    {
        var text = ClusterText.Tables(Empty);
        Assert.Contains("Nodes\n  none; start one with: bss2 node", text, StringComparison.Ordinal);
        Assert.Contains("Trainers\n  none; start one with: bss2 trainer", text, StringComparison.Ordinal);
        Assert.Contains("blocks   -        -          bss2.blocks.1", text, StringComparison.Ordinal);
        Assert.EndsWith("Failed jobs\n  none\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_the_same()
    {
        using var json = JsonDocument.Parse(ClusterText.Json(Full));
        var root = json.RootElement;
        Assert.Equal(["broker", "protocol", "nodes", "trainers", "queues", "failedJobs"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal([true, false, true], root.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("usable").GetBoolean()));
        Assert.Equal(3, root.GetProperty("queues")[0].GetProperty("ready").GetInt32());
        Assert.Equal("2023-11-14T22:13:20Z", root.GetProperty("failedJobs")[0].GetProperty("failed").GetString());
        using var empty = JsonDocument.Parse(ClusterText.Json(Empty));
        Assert.Equal(JsonValueKind.Null, empty.RootElement.GetProperty("queues")[0].GetProperty("consumers").ValueKind);
    }
}
