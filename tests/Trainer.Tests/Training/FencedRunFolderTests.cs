using System.Diagnostics;
using System.Text;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>Two writers of one folder: as soon as the second has taken over, nothing of the first appears any more.</summary>
public sealed class FencedRunFolderTests : IDisposable
{
    private const string File = RunFolder.CheckpointFile;

    private readonly TemporaryFolder _place = new();

    private string Content => Encoding.UTF8.GetString(_place.Files()[File]);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Whoever_was_locked_out_cannot_write_and_says_by_whom()
    {
        using var first = RunFolder.Create(_place.Path);
        Write(first, "first");
        var second = Successor();
        Write(second, "second");

        var refusal = Assert.Throws<RunFolderTakenOverException>(() => Write(first, "late"));

        Assert.Equal("second", Content);
        Assert.Equal(_place.Path, refusal.Folder);
        Assert.Equal(Assert.Single(Writers()), ".writer-" + refusal.Writer);
        Assert.StartsWith(
            $"{_place.Path} was taken over by process {Environment.ProcessId} on {Environment.MachineName} (writer {refusal.Writer}): {File} was not written",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Contains("--resume", refusal.Message, StringComparison.Ordinal);
        second.Dispose();
    }

    [Fact]
    public void It_stays_locked_out_and_says_so_even_when_the_successor_has_ended()
    {
        using var first = RunFolder.Create(_place.Path);
        var second = Successor();
        Write(second, "second");
        var name = Writers().Single(w => Directory.Exists(Path.Combine(_place.Path, w)));
        second.Dispose();

        foreach (var _ in Enumerable.Range(0, 3))
        {
            var refusal = Assert.Throws<RunFolderTakenOverException>(() => Write(first, "late"));
            Assert.Equal(name, ".writer-" + refusal.Writer);
        }

        Assert.Equal("second", Content);
        Assert.Empty(Writers());
    }

    [Fact]
    public async Task Threads_that_find_out_at_the_same_time_all_say_by_whom()
    {
        string[] files = [File, "report.html"];
        RunFolder.Create(_place.Path).Dispose();
        for (var round = 0; round < 100; round++)
        {
            using var first = Successor();
            using var second = Successor();
            using var start = new Barrier(files.Length);

            var refusals = await Task.WhenAll(files.Select(name => Task.Run(() =>
            {
                start.SignalAndWait();
                return Assert.Throws<RunFolderTakenOverException>(() => first.Write(name, "late"u8));
            })));

            Assert.All(refusals, refusal => Assert.Equal(Assert.Single(Writers()), ".writer-" + refusal.Writer));
        }
    }

    [Fact]
    public void A_report_of_a_locked_out_training_is_not_written_either()
    {
        using var first = RunFolder.Create(_place.Path);
        using var second = Successor();
        second.WriteDerived("report.html", "second"u8);

        Assert.Throws<RunFolderTakenOverException>(() => first.WriteDerived("report.html", "late"u8));

        Assert.Equal("second", Encoding.UTF8.GetString(_place.Files()["report.html"]));
    }

    [Fact]
    public void A_report_may_be_written_beside_a_training_that_goes_on()
    {
        using var training = RunFolder.Create(_place.Path);
        Write(training, "one");
        WriteConfiguration(training);

        RunFolder.Open(_place.Path).WriteDerived("report.html", "a report"u8);

        Write(training, "two");
        Assert.Equal("two", Content);
    }

    [Fact]
    public void A_folder_that_was_opened_for_reading_is_not_written_to()
    {
        using var training = RunFolder.Create(_place.Path);
        WriteConfiguration(training);
        Assert.Throws<InvalidOperationException>(() => Write(RunFolder.Open(_place.Path), "x"));
        Write(training, "still mine");
    }

    [Fact]
    public void An_orderly_end_leaves_no_staging_directory()
    {
        using (var folder = RunFolder.Create(_place.Path))
        {
            Write(folder, "one");
            Assert.Single(Writers());
        }

        Assert.Equal([File], Directory.EnumerateFileSystemEntries(_place.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_by_the_next()
    {
        var killed = Path.Combine(_place.Path, ".writer-host-1-0badcafe");
        var halfRemoved = Path.Combine(_place.Path, ".removed-host-2-0badcafe");
        Directory.CreateDirectory(killed);
        Directory.CreateDirectory(halfRemoved);
        System.IO.File.WriteAllText(Path.Combine(killed, "weights.npz"), "half");
        System.IO.File.WriteAllText(Path.Combine(halfRemoved, "weights.npz"), "half");

        using (var folder = RunFolder.Create(_place.Path))
        {
            Assert.False(Directory.Exists(killed) || Directory.Exists(halfRemoved));
            Write(folder, "one");
        }

        Assert.Equal("one", Content);
    }

    [Fact]
    public async Task A_rename_that_had_begun_before_the_takeover_finds_its_source_gone()
    {
        // A shell that stands in the staging directory stays there under whatever name, as a system call does that has looked its source's directory up already.
        using var first = RunFolder.Create(_place.Path);
        var staging = Path.Combine(_place.Path, Assert.Single(Writers()));
        System.IO.File.WriteAllText(Path.Combine(staging, File), "late");
        using var rename = Process.Start(new ProcessStartInfo("sh", ["-c", "read go; mv \"$1\" \"$2\"", "sh", File, Path.Combine(_place.Path, File)])
        {
            WorkingDirectory = staging,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;

        using var second = Successor();
        await rename.StandardInput.WriteLineAsync("go");
        await rename.WaitForExitAsync();

        Assert.NotEqual(0, rename.ExitCode);
        Assert.False(System.IO.File.Exists(Path.Combine(_place.Path, File)));
    }

    [Fact]
    public void Of_two_that_take_over_at_the_same_time_at_most_one_holds_the_folder()
    {
        using var first = RunFolder.Create(_place.Path);
        WriteConfiguration(first);
        for (var round = 0; round < 200; round++)
        {
            var winners = new int[2];
            Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, k =>
            {
                try
                {
                    var folder = Successor();
                    Write(folder, $"{round} {k}");
                    winners[k] = 1;
                }
                catch (RunFolderTakenOverException)
                {
                    winners[k] = 0;
                }
            });

            // One may write and be taken over afterwards by the other; the file is that of a writer that held the folder, or of an earlier round where both lost it.
            Assert.True(Writers().Length <= 1, string.Join(", ", Writers()));
        }
    }

    [Fact]
    public async Task After_a_takeover_nothing_of_the_old_writer_ever_appears()
    {
        const int Takeovers = 300;
        var folder = RunFolder.Create(_place.Path);
        WriteConfiguration(folder);
        for (var k = 0; k < Takeovers; k++)
        {
            using var written = new SemaphoreSlim(0);
            var old = folder;
            var text = $"writer {k}";
            var writing = Task.Run(() =>
            {
                var attempts = 0;
                while (true)
                {
                    try
                    {
                        Write(old, text);
                        attempts++;
                    }
                    catch (RunFolderTakenOverException)
                    {
                        return attempts;
                    }
                    finally
                    {
                        written.Release();
                    }
                }
            });
            for (var wait = k % 4; wait >= 0; wait--)
            {
                await written.WaitAsync();
            }

            folder = Successor();
            Write(folder, "taken");
            for (var look = 0; look < 20; look++)
            {
                Assert.Equal("taken", Content);
            }

            Assert.True(await writing >= k % 4 + 1);
            Assert.Equal("taken", Content);
        }

        folder.Dispose();
    }

    [Fact]
    public async Task A_training_that_was_taken_over_ends_with_the_reason_and_the_other_ends_the_run()
    {
        var uninterrupted = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model), Trainings.Session());
        using var folder = RunFolder.Create(_place.Path);
        Dictionary<string, byte[]>? end = null;
        var model = new LinearModel(1)
        {
            AtPass = count =>
            {
                if (count == 40)
                {
                    using var other = RunFolder.Open(_place.Path);
                    Trainings.Session().RunAsync(Trainings.Task(Backend.Model), other, resume: true).GetAwaiter().GetResult();
                    end = _place.Files();
                }
            },
        };

        var refusal = await Assert.ThrowsAsync<RunFolderTakenOverException>(() => Trainings.Session().RunAsync(Trainings.Task(Backend.Model, model: model), folder));

        Assert.NotNull(refusal.Writer);
        DeterminismTests.AssertSame(uninterrupted, end!);
        DeterminismTests.AssertSame(uninterrupted, _place.Files());
    }

    private static void Write(RunFolder folder, string content) => folder.Write(File, Encoding.UTF8.GetBytes(content));

    private static void WriteConfiguration(RunFolder folder) => folder.Write(RunFolder.ConfigFile, "experiment: linear\nrunFormat: 1\n"u8);

    private RunFolder Successor()
    {
        if (!System.IO.File.Exists(Path.Combine(_place.Path, RunFolder.ConfigFile)))
        {
            System.IO.File.WriteAllText(Path.Combine(_place.Path, RunFolder.ConfigFile), "experiment: linear\nrunFormat: 1\n");
        }

        var folder = RunFolder.Open(_place.Path);
        folder.TakeOver();
        return folder;
    }

    private string[] Writers() => [.. Directory.EnumerateDirectories(_place.Path, ".writer-*").Select(d => Path.GetFileName(d))];
}
