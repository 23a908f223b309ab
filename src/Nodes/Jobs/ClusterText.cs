using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Jobs;

/// <summary>A view of a cluster as tables for people, or as JSON for programs.</summary>
internal static class ClusterText
{
    private static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Tables(ClusterView view)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Broker {view.Broker}, protocol {view.Protocol}\n\n");
        text.Append(TextTable.Of(
            "Nodes",
            "none; start one with: bss2 node --cluster URI",
            ["name", "cores", "replicas", "protocol", "state", "version"],
            view.Nodes.Select(n => new[] { n.Name, Number(n.Cores), Number(n.Replicas), Number(n.Protocol), State(n, view.Protocol), n.Version }))).Append('\n');
        text.Append(TextTable.Of(
            "Trainers",
            "none; start one with: bss2 trainer --cluster URI --runs DIR",
            ["name", "protocol", "activity", "version"],
            view.Trainers.Select(t => new[] { t.Name, Number(t.Protocol), Activity(t, view.Protocol), t.Version }))).Append('\n');
        text.Append(TextTable.Of(
            "Queues",
            "none",
            ["content", "waiting", "consumers", "name"],
            view.Queues.Select(q => new[] { q.Content, Number(q.Ready), Number(q.Consumers), q.Name }))).Append('\n');
        text.Append(Failed(view.FailedJobs));
        return text.ToString();
    }

    public static string Json(ClusterView view) => JsonSerializer.Serialize(
        new
        {
            view.Broker,
            view.Protocol,
            Nodes = view.Nodes.Select(n => new { n.Name, n.Protocol, n.Version, n.Cores, n.Replicas, n.Draining, Usable = n.Protocol == view.Protocol }),
            Trainers = view.Trainers.Select(t => new { t.Name, t.Protocol, t.Version, t.Activity, Usable = t.Protocol == view.Protocol }),
            view.Queues,
            FailedJobs = view.FailedJobs.Select(f => new { f.Job.Id, f.Job.Experiment, f.Job.Submitter, f.Trainer, Failed = Time(f.Failed), Reason = Visible(f.Reason) }),
        },
        JsonForm) + "\n";

    private static string Failed(IReadOnlyList<JobFailed> jobs)
    {
        var text = new StringBuilder("Failed jobs\n");
        if (jobs.Count == 0)
        {
            text.Append("  none\n");
        }

        foreach (var failed in jobs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {failed.Job.Id} {failed.Job.Experiment}, submitted by {failed.Job.Submitter}, given up by {failed.Trainer} at {Time(failed.Failed)}:\n");
            foreach (var line in Visible(failed.Reason).Split('\n'))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string State(NodeAnnounced node, int protocol) =>
        node.Protocol != protocol ? $"refused: other protocol than {protocol}" : node.Draining ? "draining" : "ready";

    private static string Activity(TrainerAnnounced trainer, int protocol) =>
        trainer.Protocol == protocol ? trainer.Activity : $"{trainer.Activity} (other protocol than {protocol})";

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Milliseconds since 1970, which may be any number, as a time.</summary>
    private static string Time(long milliseconds) => DateTimeOffset
        .FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A reason came from another machine: a terminal is to show its characters, not to obey them.</summary>
    private static string Visible(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '?' : c));
}
