using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Bss2.Nodes.Data;

/// <summary>One request for a file, or for the rest of it.</summary>
/// <param name="client">Without a time limit of its own.</param>
/// <param name="time">Decides when nothing has come for too long.</param>
internal sealed class Download(HttpClient client, TimeProvider time)
{
    private const int BufferLength = 1 << 16;

    /// <summary>How long a mirror may send nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Adds what is missing to a file.</summary>
    /// <param name="address">Where the whole file lies.</param>
    /// <param name="partial">What is there; emptied where the server does not send the rest alone.</param>
    /// <param name="longest">Bytes that the file has at most.</param>
    /// <param name="show">Takes the bytes that are there and those of the whole file, where they are known.</param>
    /// <param name="cancel">Ends it; what came is kept.</param>
    /// <returns>Whether the file begins with bytes of an earlier request.</returns>
    /// <exception cref="TransferException">It ended early; what came is kept.</exception>
    /// <exception cref="MirrorRefusedException">The file is not there.</exception>
    public async Task<bool> RunAsync(Uri address, PartialFile partial, long longest, Action<long, long?> show, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (partial.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(partial.Length, null);
        }

        using var response = await PatientlyAsync(token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancel);
        var resumed = Accept(response, partial);
        var total = partial.Length + response.Content.Headers.ContentLength;
        if (total > longest)
        {
            throw new MirrorRefusedException(string.Create(CultureInfo.InvariantCulture, $"it offers {total} bytes; expected at most {longest}"));
        }

        var buffer = new byte[BufferLength];
        await using var content = await PatientlyAsync(response.Content.ReadAsStreamAsync, cancel);
        while (true)
        {
            show(partial.Length, total);
            var count = await PatientlyAsync(token => content.ReadAsync(buffer, token).AsTask(), cancel);
            if (count == 0)
            {
                return resumed;
            }

            if (partial.Length + count > longest)
            {
                throw new MirrorRefusedException(string.Create(CultureInfo.InvariantCulture, $"it sends more than {longest} bytes, which the file has at most"));
            }

            await partial.AppendAsync(buffer.AsMemory(0, count), cancel);
        }
    }

    /// <summary>Whether the answer goes on where the file ends; the file is emptied where the answer is the whole.</summary>
    private static bool Accept(HttpResponseMessage response, PartialFile partial)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                partial.Clear();
                return false;
            case HttpStatusCode.PartialContent when partial.Length > 0 && response.Content.Headers.ContentRange is { Unit: "bytes", From: { } from } && from == partial.Length:
                return true;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when partial.Length > 0:
                var asked = partial.Length;
                partial.Clear();
                throw new TransferException(string.Create(CultureInfo.InvariantCulture, $"it does not go on at byte {asked} ({Status(response)}); the file begins anew"));
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
            case >= HttpStatusCode.InternalServerError:
                throw new TransferException($"it answers {Status(response)}", response.Headers.RetryAfter?.Delta);
            default:
                throw new MirrorRefusedException($"it answers {Status(response)}");
        }
    }

    private static string Status(HttpResponseMessage response) => string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}").TrimEnd();

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return await step(both.Token);
        }
        catch (Exception silence) when (!cancel.IsCancellationRequested && (silence is IOException or HttpRequestException || (silence is OperationCanceledException && patience.IsCancellationRequested)))
        {
            throw patience.IsCancellationRequested
                ? new TransferException(string.Create(CultureInfo.InvariantCulture, $"nothing came for {Patience.TotalSeconds} s"), cause: silence)
                : new TransferException(silence.Message.TrimEnd('.'), cause: silence);
        }
    }
}
