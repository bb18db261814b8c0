using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using CustomerJourneys.Contacts;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Contacts;

/// <summary>
/// E-mail addresses in table <c>contactemails</c>, one row each, under the address's SHA-256: the table is asked for addresses, never read for them.
/// Contacts without an address have no row.
/// </summary>
public sealed class TableContactEmailStore(StorageTables tables, TimeProvider time) : IContactEmailStore
{
    private const string Contact = "ContactId";
    private const string From = "From";
    private const string Into = "Into";
    private const string At = "At";
    private const string PendingPartition = "pending";
    private const int RowsATransaction = 100;
    private const int ParallelRequests = 16;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ClaimAsync(IReadOnlyList<EmailClaim> claims, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        var holders = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var distinct = claims.DistinctBy(claim => claim.Email).Select(claim => (Key: KeyOf(claim.Email), Claim: claim));
        var chunks = distinct.GroupBy(claim => claim.Key[..1]).SelectMany(part => part.Chunk(RowsATransaction));
        await Parallel.ForEachAsync(chunks, Bounded(cancellation), async (chunk, stop) =>
        {
            foreach (var (email, holder) in await ClaimAsync(table, [.. chunk], stop))
                holders[email] = holder;
        });
        return [.. claims.Select(claim => holders[claim.Email])];
    }

    /// <inheritdoc/>
    public async Task<string> ReplaceAsync(EmailClaim claim, string seen, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        var key = KeyOf(claim.Email);
        return await RowChange.RepeatAsync("An e-mail address", async () =>
        {
            var present = await table.GetEntityIfExistsAsync<TableEntity>(key[..1], key, cancellationToken: cancellation);
            if (!present.HasValue)
                await table.AddEntityAsync(Row(key, claim.ContactId), cancellation);
            else if (present.Value!.GetString(Contact) is { } holder && holder != seen)
                return holder;
            else
                await table.UpdateEntityAsync(Row(key, claim.ContactId), present.Value!.ETag, TableUpdateMode.Replace, cancellation);
            return claim.ContactId;
        }, time, cancellation);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(IReadOnlyCollection<string> emails, IReadOnlyCollection<string> contactIds, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        foreach (var key in emails.Select(KeyOf).Distinct())
        {
            await RowChange.RepeatAsync("An e-mail address", async () =>
            {
                var present = await table.GetEntityIfExistsAsync<TableEntity>(key[..1], key, cancellationToken: cancellation);
                if (present.HasValue && contactIds.Contains(present.Value!.GetString(Contact)))
                    await table.DeleteEntityAsync(key[..1], key, present.Value!.ETag, cancellation);
                return true;
            }, time, cancellation);
        }

        await foreach (var row in PendingAsync(table, cancellation))
        {
            if (contactIds.Contains(row.GetString(From)) || contactIds.Contains(row.GetString(Into)))
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task AddPendingAsync(PendingIdentification pending, CancellationToken cancellation)
    {
        var row = new TableEntity(PendingPartition, PendingKeyOf(pending)) { [From] = pending.From, [Into] = pending.Into, [At] = pending.At };
        await (await OpenAsync(cancellation)).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PendingIdentification>> ListPendingAsync(long before, CancellationToken cancellation)
    {
        var pending = new List<PendingIdentification>();
        await foreach (var row in PendingAsync(await OpenAsync(cancellation), cancellation))
        {
            if (row.GetInt64(At) is { } at && at < before)
                pending.Add(new PendingIdentification(row.GetString(From), row.GetString(Into), at));
        }

        return pending;
    }

    /// <inheritdoc/>
    public async Task RemovePendingAsync(PendingIdentification pending, CancellationToken cancellation) =>
        await (await OpenAsync(cancellation)).DeleteEntityAsync(PendingPartition, PendingKeyOf(pending), ETag.All, cancellation);

    private static async Task<IEnumerable<(string Email, string Holder)>> ClaimAsync(
        TableClient table, List<(string Key, EmailClaim Claim)> claims, CancellationToken cancellation)
    {
        var found = new List<(string, string)>();
        while (claims.Count > 0)
        {
            try
            {
                await table.SubmitTransactionAsync(
                    claims.Select(claim => new TableTransactionAction(TableTransactionActionType.Add, Row(claim.Key, claim.Claim.ContactId))), cancellation);
                found.AddRange(claims.Select(claim => (claim.Claim.Email, claim.Claim.ContactId)));
                return found;
            }
            catch (RequestFailedException taken) when (taken.Status == 409)
            {
            }

            // Some are entered already, or were entered by this very request, whose answer was lost.
            var holders = new string?[claims.Count];
            await Parallel.ForAsync(0, claims.Count, Bounded(cancellation), async (i, stop) =>
            {
                var row = await table.GetEntityIfExistsAsync<TableEntity>(claims[i].Key[..1], claims[i].Key, cancellationToken: stop);
                holders[i] = row.HasValue ? row.Value!.GetString(Contact) : null;
            });
            found.AddRange(claims.Zip(holders).Where(pair => pair.Second is not null).Select(pair => (pair.First.Claim.Email, pair.Second!)));
            claims = [.. claims.Where((_, i) => holders[i] is null)];
        }

        return found;
    }

    private static AsyncPageable<TableEntity> PendingAsync(TableClient table, CancellationToken cancellation) =>
        table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {PendingPartition}"), cancellationToken: cancellation);

    private static TableEntity Row(string key, string contactId) => new(key[..1], key) { [Contact] = contactId };

    private static string KeyOf(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)));

    private static string PendingKeyOf(PendingIdentification pending) => $"{PendingPartition}-{KeyOf(pending.From)}-{KeyOf(pending.Into)}";

    private static ParallelOptions Bounded(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation };

    private Task<TableClient> OpenAsync(CancellationToken cancellation) => tables.OpenAsync("contactemails", cancellation);
}
