using CustomerJourneys.Functions.Http;
using CustomerJourneys.Journeys.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>Tells what conditions there are: all that a condition builder needs.</summary>
public sealed class ConditionRuleFunctions
{
    private readonly ConditionRuleList _rules = ConditionRuleList.Of(ConditionRules.All);

    /// <summary><c>GET /api/condition-rules</c>.</summary>
    [Function("ListConditionRules")]
    [Operation("List the condition rules", Description = "The catalogue: all that a condition builder needs.", UsesStorage = false)]
    [Answers(200, typeof(ConditionRuleList), "The rules.")]
    public IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/condition-rules")] HttpRequest request)
    {
        _ = request;
        return Answer.Ok(_rules);
    }
}
