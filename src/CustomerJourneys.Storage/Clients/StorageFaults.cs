using System.Net;
using System.Net.Sockets;
using Azure;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Clients;

/// <summary>Tells an outage of the storage from a defect.</summary>
public static class StorageFaults
{
    /// <summary>
    /// Whether an exception of a storage client means that storage does not answer, or asks to wait: the same request may succeed later.
    /// True of refused and broken connections, unknown hosts, time-outs of the client, the statuses 408, 429, 500, 502, 503 and 504, and a row
    /// that too many others were changing. False of every other answer, and of a cancellation by the caller.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="caller">The token that the caller gave to the storage: the clients throw the same exception when it is cancelled as when they time out.</param>
    public static bool IsUnavailable(Exception exception, CancellationToken caller) => exception switch
    {
        AggregateException { InnerExceptions.Count: > 0 } all => all.InnerExceptions.All(inner => IsUnavailable(inner, caller)),
        RequestFailedException { Status: 0 } unanswered => unanswered.InnerException is { } inner && IsUnavailable(inner, caller),
        RequestFailedException answered => IsTransient(answered.Status),
        HttpRequestException { StatusCode: { } status } => IsTransient((int)status),
        OperationCanceledException => !caller.IsCancellationRequested,
        IOException broken => broken is HttpIOException || broken.InnerException is SocketException,
        HttpRequestException or SocketException or TimeoutException or ContentionException => true,
        _ => false,
    };

    private static bool IsTransient(int status) => (HttpStatusCode)status is
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
