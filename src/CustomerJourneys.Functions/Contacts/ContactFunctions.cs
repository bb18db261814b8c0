using CustomerJourneys.Contacts;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Contacts;

/// <summary>Takes what is said of contacts, shows them and what they did, merges and erases them.</summary>
public sealed class ContactFunctions(
    ContactProfiles profiles, ContactReader reader, ContactJourneys journeys, ContactList list, ContactIdentity identity, ContactErasure erasure, RecalculationRequests requests,
    BodyBudget budget, ILogger<ContactFunctions> logger)
{
    private const int MaxOne = 1024 * 1024;

    /// <summary><c>PUT /api/contacts/{contactId}</c>.</summary>
    [Function("SaveContact")]
    [Operation("Say what is known of a contact", Description = "What is left out stays as it is; null takes a value away. A contact that gives the e-mail address of another becomes one with it: who had no address before is merged into the one that has it; of two that had one the newer is merged into the older.")]
    [TakesBody("ContactChange")]
    [Answers(200, typeof(ContactAnswer), "What is known of the contact now, or of the one that it was merged into.")]
    [Problems("contact_id_invalid", "contact_erased", "email_invalid", "attribute_invalid", "attribute_reserved", "attribute_value_invalid", "too_many_attributes", "duplicate_member", "shutting_down", "erasure_key_missing", "erasure_key_differs")]
    public async Task<IResult> SaveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/contacts/{contactId}")] HttpRequest request,
        string contactId,
        CancellationToken cancellation)
    {
        await profiles.SaveAsync(contactId, await RequestBody.ReadAsync(request, MaxOne, RequestBody.JsonOnly, cancellation), cancellation);
        return Answer.Ok(ContactAnswer.Of(contactId, await reader.FindAsync(contactId, cancellation)));
    }

    /// <summary><c>POST /api/contacts</c>: a batch as JSON or NDJSON; answers once it is durable.</summary>
    [Function("SaveContacts")]
    [Operation("Say what is known of many contacts", Description = "As one by one; all of a batch is durable when the answer comes, or nothing of it is stored.")]
    [TakesBody("ContactBatch")]
    [TakesBody(TakesBodyAttribute.Ndjson, "ContactOfBatch", Description = "One contact a line; blank lines are passed over.")]
    [Answers(200, typeof(SavedContactsAnswer), "All of it is durable.")]
    [Problems("contact_id_invalid", "contact_batch_too_large", "email_invalid", "attribute_invalid", "attribute_reserved", "attribute_value_invalid", "too_many_attributes", "array_expected", "duplicate_member", "shutting_down", "too_busy", "erasure_key_missing", "erasure_key_differs")]
    public async Task<IResult> SaveManyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/contacts")] HttpRequest request, CancellationToken cancellation)
    {
        using var room = await budget.TakeAsync(request, RequestBody.MaxBatchBytes, cancellation);
        var body = await RequestBody.ReadAsync(request, RequestBody.MaxBatchBytes, RequestBody.JsonOrNdjson, cancellation);
        var saved = await profiles.SaveAsync(body, RequestBody.IsNdjson(request), cancellation);
        return Answer.Ok(new SavedContactsAnswer(saved.Accepted, saved.Merged, saved.Dropped));
    }

    /// <summary><c>GET /api/contacts?search=&amp;top=&amp;continuation=</c>.</summary>
    [Function("ListContacts")]
    [Operation("List contacts", Description = "Known and anonymous ones, in an order that does not change; with everything that was acknowledged before.")]
    [QueryParameter("search", "A part of the name, the e-mail address or the id, compared ignoring case; all contacts without it.", MaxLength = ContactList.MaxSearch)]
    [QueryParameter("top", "The most contacts on the page; 50 without it.", Maximum = ContactList.MaxTop)]
    [QueryParameter("continuation", "The continuation of the page before.")]
    [Answers(200, typeof(ContactListAnswer), "A page of contacts.")]
    [Problems("search_too_long")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/contacts")] HttpRequest request, CancellationToken cancellation)
    {
        var page = await list.ReadAsync(Query.Text(request, "search"), Query.Number(request, "top"), Query.Text(request, "continuation"), cancellation);
        return Answer.Ok(new ContactListAnswer(page.Items, page.Continuation));
    }

    /// <summary><c>GET /api/contacts/{contactId}</c>.</summary>
    [Function("GetContact")]
    [Operation("Read a contact", Description = "By its id, or by one of a contact that was merged into it; with where it stands in each journey at present.")]
    [Answers(200, typeof(ContactAnswer), "What is known of the contact.")]
    [Problems("contact_not_found")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/contacts/{contactId}")] HttpRequest request,
        string contactId,
        CancellationToken cancellation)
    {
        _ = request;
        var (contact, places) = await journeys.FindAsync(contactId, cancellation);
        return Answer.Ok(ContactAnswer.Of(contactId, contact, places));
    }

    /// <summary><c>GET /api/contacts/{contactId}/activities?top=&amp;continuation=</c>.</summary>
    [Function("ListContactActivities")]
    [Operation("Read what a contact did", Description = "The latest first; of one instant by id. With everything that was acknowledged before.")]
    [QueryParameter("top", "The most activities on the page; 50 without it.", Maximum = ContactReader.MaxTop)]
    [QueryParameter("continuation", "The continuation of the page before.")]
    [Answers(200, typeof(TimelineAnswer), "A page of activities.")]
    [Problems("contact_not_found")]
    public async Task<IResult> ListActivitiesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/contacts/{contactId}/activities")] HttpRequest request,
        string contactId,
        CancellationToken cancellation)
    {
        var page = await reader.ReadActivitiesAsync(contactId, Query.Number(request, "top"), Query.Text(request, "continuation"), cancellation);
        return Answer.Ok(new TimelineAnswer([.. page.Items.Select(TimelineActivityAnswer.Of)], page.Continuation));
    }

    /// <summary><c>POST /api/contacts/{contactId}/merge</c>.</summary>
    [Function("MergeContacts")]
    [Operation("Merge a contact into another", Description = "Its activities become the other's, also those that come later; of the attributes those of the newer contact count. Merging again changes nothing. Results follow with the next recalculation.")]
    [TakesBody("ContactMerge")]
    [Answers(200, typeof(ContactAnswer), "The contact that both are now.")]
    [Problems("contact_not_found", "contact_id_invalid", "contact_unknown")]
    public async Task<IResult> MergeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/contacts/{contactId}/merge")] HttpRequest request,
        string contactId,
        CancellationToken cancellation)
    {
        var from = ContactJson.ReadMerge(await RequestBody.ReadAsync(request, MaxOne, RequestBody.JsonOnly, cancellation));
        return Answer.Ok(ContactAnswer.Of(contactId, await identity.MergeAsync(from, contactId, cancellation)));
    }

    /// <summary><c>DELETE /api/contacts/{contactId}</c>.</summary>
    [Function("EraseContact")]
    [Operation("Erase a contact", Description = "It is gone at once, with its activities and all contacts that were merged into it; what is stored of it is removed within hours. Activities that come later under its ids are dropped. A recalculation of all journeys starts.")]
    [Answers(204, "It is erased, or was before.")]
    [Problems("contact_not_found", "erasure_key_missing", "erasure_key_differs")]
    public async Task<IResult> EraseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/contacts/{contactId}")] HttpRequest request,
        string contactId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        _ = request;
        await erasure.EraseAsync(contactId, cancellation);
        try
        {
            await requests.RequestListedAsync([], new DurableRecalculationStarter(durable), CancellationToken.None);
        }
        catch (ProblemException none) when (none.Code == "journeys_missing")
        {
            // Nobody counts the contact.
        }
        catch (Exception e)
        {
            // The contact is erased, so this is no failure of the request: results are stale until somebody asks for a recalculation.
            ContactLog.RecalculationNotStarted(logger, e);
        }

        return TypedResults.NoContent();
    }
}
