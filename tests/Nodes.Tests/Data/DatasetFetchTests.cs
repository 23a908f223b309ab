using System.IO.Compression;
using Bss2.Nodes.Data;
using Bss2.Trainer.Data;

namespace Bss2.Nodes.Tests.Data;

/// <summary>Downloads from servers that cut, corrupt, refuse and stall.</summary>
public sealed class DatasetFetchTests : IDisposable
{
    private const int Cut = 100_000;

    private readonly FetchBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Files_get_their_names_when_they_are_verified()
    {
        await using var server = new FileServer((request, _) => _bench.Right(request));

        var target = await _bench.FetchAsync(server);

        Assert.Equal(Path.GetDirectoryName(_bench.Target), target);
        Assert.Equal([new Request("files/images.gz", null), new Request("files/labels.gz", null)], server.Requests);
        Assert.Equal((_bench.ImagesPacked.Length, _bench.ImagesPacked.Length), (_bench.Progress.Last(p => p.File == "images.gz").Bytes, _bench.Progress.Last(p => p.File == "images.gz").Total));
        _bench.AssertComplete();
        Assert.Empty(_bench.Clock.Waited);
    }

    [Fact]
    public async Task A_download_that_was_cut_off_goes_on_where_it_ended()
    {
        await using var server = new FileServer((request, k) => k < 2 ? FileServer.Cut(_bench.FileOf(request), request, Cut) : _bench.Right(request));

        await _bench.FetchAsync(server);

        Assert.Equal([null, Cut, 2 * Cut, null], server.Requests.Select(r => r.From));
        Assert.Equal([1, 1], _bench.Clock.Waited);
        _bench.AssertComplete();
    }

    [Fact]
    public async Task Another_mirror_goes_on_where_the_first_ended()
    {
        await using var cutting = new FileServer((request, _) => FileServer.Cut(_bench.FileOf(request), request, Cut));
        await using var right = new FileServer((request, _) => _bench.Right(request));

        await _bench.FetchAsync(cutting, right);

        // The mirror that gave a file is asked first for the next one.
        Assert.Equal([new Request("files/images.gz", null)], cutting.Requests);
        Assert.Equal([new Request("files/images.gz", Cut), new Request("files/labels.gz", null)], right.Requests);
        _bench.AssertComplete();
    }

    [Fact]
    public async Task A_server_that_sends_no_parts_sends_the_whole_again()
    {
        await using var server = new FileServer((request, k) => k == 0 ? FileServer.Cut(_bench.FileOf(request), request, Cut) : new Answer(200, _bench.FileOf(request)));

        await _bench.FetchAsync(server);

        Assert.Equal([null, Cut, null], server.Requests.Select(r => r.From));
        _bench.AssertComplete();
    }

    [Theory]
    [InlineData(206, "Content-Range: bytes 0-9/10\r\n")]
    [InlineData(206, "")]
    [InlineData(416, "Content-Range: bytes */7\r\n")]
    public async Task A_wrong_part_is_not_taken_and_the_file_begins_anew(int status, string headers)
    {
        _bench.WritePartial(_bench.ImagesPacked[..Cut]);
        await using var server = new FileServer((request, _) => request.From is null ? _bench.Right(request) : new Answer(status, new byte[10]) { Headers = headers });

        await _bench.FetchAsync(server);

        Assert.Equal([Cut, null, null], server.Requests.Select(r => r.From));
        Assert.Contains(_bench.Notices, n => n.Contains($"it does not go on at byte {Cut} ({status} Said); the file begins anew", StringComparison.Ordinal));
        _bench.AssertComplete();
    }

    [Fact]
    public async Task What_an_earlier_command_left_is_gone_on_with()
    {
        _bench.WritePartial(_bench.ImagesPacked[..Cut]);
        await using var server = new FileServer((request, _) => _bench.Right(request));

        await _bench.FetchAsync(server);

        Assert.Equal([Cut, null], server.Requests.Select(r => r.From));
        _bench.AssertComplete();
    }

    [Fact]
    public async Task A_beginning_that_does_not_fit_is_thrown_away()
    {
        // The same file, packed by somebody else.
        using var unpacked = new GZipStream(new MemoryStream(_bench.ImagesPacked), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await unpacked.CopyToAsync(bytes);
        _bench.WritePartial(FetchBench.Pack(bytes.ToArray(), CompressionLevel.NoCompression)[..Cut]);
        await using var server = new FileServer((request, _) => _bench.Right(request));

        await _bench.FetchAsync(server);

        Assert.Equal([Cut, null, null], server.Requests.Select(r => r.From));
        Assert.Contains(_bench.Notices, n => n.Contains("do not fit together; beginning anew", StringComparison.Ordinal));
        _bench.AssertComplete();
    }

    [Fact]
    public async Task A_whole_file_that_only_lacks_its_name_is_not_downloaded_again()
    {
        _bench.WritePartial(_bench.ImagesPacked);
        await using var server = new FileServer((request, _) => _bench.Right(request));

        await _bench.FetchAsync(server);

        Assert.Equal(["files/labels.gz"], server.Requests.Select(r => r.Path));
        _bench.AssertComplete();
    }

    [Fact]
    public async Task A_mirror_whose_file_is_another_one_is_left_for_the_next()
    {
        await using var wrong = new FileServer((request, _) => FileServer.Right(Damaged(_bench.FileOf(request)), request));
        await using var right = new FileServer((request, _) => _bench.Right(request));

        await _bench.FetchAsync(wrong, right);

        Assert.Single(wrong.Requests);
        Assert.Equal([null, null], right.Requests.Select(r => r.From));
        _bench.AssertComplete();
    }

    [Fact]
    public async Task Where_only_wrong_files_are_to_be_had_there_is_none()
    {
        await using var damaged = new FileServer((request, _) => FileServer.Right(Damaged(_bench.FileOf(request)), request));
        await using var page = new FileServer((_, _) => new Answer(200, "<!DOCTYPE html>"u8.ToArray()));

        var failure = await Assert.ThrowsAsync<DatasetFetchException>(() => _bench.FetchAsync(damaged, page));

        Assert.StartsWith($"images.gz could not be downloaded: {damaged.Address}: what it sends is not the file: images.gz", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{page.Address}: what it sends is not the file: images.gz, offset 0: expected a file packed by gzip (1F 8B), found 3C 21.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_bench.Target)!));
        Assert.Empty(_bench.Clock.Waited);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    public async Task A_mirror_without_the_file_is_not_asked_twice(int status)
    {
        await using var without = new FileServer((_, _) => new Answer(status, []));

        var failure = await Assert.ThrowsAsync<DatasetFetchException>(() => _bench.FetchAsync(without));

        Assert.Single(without.Requests);
        Assert.StartsWith($"images.gz could not be downloaded: {without.Address}: it answers {status} Said. ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--mirror URL", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_again_after_longer_and_longer_waits()
    {
        await using var failing = new FileServer((_, _) => new Answer(503, []));

        await Assert.ThrowsAsync<DatasetFetchException>(() => _bench.FetchAsync(failing));

        Assert.Equal([1, 2, 4, 8], _bench.Clock.Waited);
        Assert.Equal(FileFetch.IdleRounds, failing.Requests.Count);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(100_000, 60)]
    public async Task A_server_that_names_a_wait_is_left_alone_so_long_but_not_for_ever(int named, int waited)
    {
        await using var server = new FileServer((request, k) => k == 0 ? new Answer(429, []) { Headers = $"Retry-After: {named}\r\n" } : _bench.Right(request));

        await _bench.FetchAsync(server);

        Assert.Equal([waited], _bench.Clock.Waited);
        _bench.AssertComplete();
    }

    [Fact]
    public async Task A_server_that_sends_nothing_more_is_left_after_half_a_minute()
    {
        await using var server = new FileServer((request, k) => k == 0
            ? FileServer.Cut(_bench.FileOf(request), request, Cut) with { Stall = () => _bench.Clock.Impatient = true }
            : _bench.Right(request));

        await _bench.FetchAsync(server);

        Assert.Contains(_bench.Notices, n => n.EndsWith("nothing came for 30 s", StringComparison.Ordinal));
        Assert.Equal(2, server.Requests.Count(r => r.Path == "files/images.gz"));
        _bench.AssertComplete();
    }

    [Fact]
    public async Task An_interruption_keeps_what_came()
    {
        using var interruption = new CancellationTokenSource();
        await using var server = new FileServer((request, k) => k == 0
            ? FileServer.Cut(_bench.FileOf(request), request, Cut) with { Stall = interruption.Cancel }
            : _bench.Right(request));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.FetchAsync(interruption.Token, server));

        Assert.False(File.Exists(_bench.Target));
        var kept = File.Exists(_bench.Partial) ? new FileInfo(_bench.Partial).Length : 0;
        await _bench.FetchAsync(server);
        Assert.Equal(kept, server.Requests[1].From ?? 0);
        _bench.AssertComplete();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_cannot_fill_the_disk(bool promised)
    {
        var endless = new byte[FileFetch.Longest(_bench.Images) + 1];
        await using var server = new FileServer((_, _) => new Answer(200, endless) { Promised = promised ? endless.Length : null });

        var failure = await Assert.ThrowsAsync<DatasetFetchException>(() => _bench.FetchAsync(server));

        Assert.Contains(promised ? $"it offers {endless.Length} bytes; expected at most {endless.Length - 1}" : $"it sends more than {endless.Length - 1} bytes", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.Target));
    }

    [Fact]
    public async Task A_file_without_a_promised_length_is_whole_when_its_checksum_says_so()
    {
        await using var server = new FileServer((request, _) => new Answer(200, _bench.FileOf(request)) { Promised = null });

        await _bench.FetchAsync(server);

        _bench.AssertComplete();
    }

    [Fact]
    public async Task What_is_there_and_right_is_not_downloaded_again_and_what_is_damaged_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_bench.Target)!);
        File.WriteAllBytes(_bench.Target, Damaged(_bench.ImagesPacked));
        await using var server = new FileServer((request, _) => _bench.Right(request));

        await _bench.FetchAsync(server);
        await _bench.FetchAsync(server);

        Assert.Equal(["files/images.gz", "files/labels.gz"], server.Requests.Select(r => r.Path));
        Assert.Contains(_bench.Notices, n => n.StartsWith(_bench.Target, StringComparison.Ordinal) && n.EndsWith("Downloading it again.", StringComparison.Ordinal));
        Assert.Equal(["images.gz: is there, verified", "labels.gz: is there, verified"], _bench.Notices[^2..]);
        _bench.AssertComplete();
    }

    [Fact]
    public async Task Files_in_the_folder_itself_are_completed_there()
    {
        File.WriteAllBytes(_bench.Folder["labels.gz"], _bench.LabelsPacked);
        await using var server = new FileServer((request, _) => _bench.Right(request));

        Assert.Equal(_bench.Folder.Path, await _bench.FetchAsync(server));

        Assert.Equal(_bench.ImagesPacked, File.ReadAllBytes(_bench.Folder["images.gz"]));
    }

    [Fact]
    public async Task A_damaged_unpacked_file_is_not_hidden_by_a_download()
    {
        var path = _bench.Folder.Write("images", "damaged");
        await using var server = new FileServer((request, _) => _bench.Right(request));

        var failure = await Assert.ThrowsAsync<DatasetFetchException>(() => _bench.FetchAsync(server));

        Assert.StartsWith($"{path}, offset 7: the file ends;", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"remove {path}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task One_process_at_a_time_downloads_a_file()
    {
        _bench.WritePartial([]);
        using var other = PartialFile.Open(_bench.Target);
        await using var server = new FileServer((request, _) => _bench.Right(request));

        var failure = await Assert.ThrowsAsync<DatasetFetchException>(() => _bench.FetchAsync(server));

        Assert.StartsWith($"{_bench.Partial} cannot be opened; another process may be downloading it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_datasets_have_several_mirrors_and_files_with_checksums()
    {
        foreach (var source in FetchSource.All)
        {
            Assert.True(source.Mirrors.Count > 1);
            Assert.All(source.Mirrors, m => Assert.EndsWith("/", m.AbsoluteUri, StringComparison.Ordinal));
            Assert.All(source.Files, f => Assert.Equal(64, f.Sha256.Length));
        }

        Assert.Equal(Mnist.Files, FetchSource.All.Single(s => s.Name == "mnist").Files);
    }

    private static byte[] Damaged(byte[] file)
    {
        var damaged = file.ToArray();
        damaged[file.Length / 2] ^= 0x10;
        return damaged;
    }
}
