namespace CustomerJourneys.Functions.Tests.Architecture;

/// <summary>
/// The app compiles against stand-ins by default, and must compile against the real packages too. So each member of them that it uses is one of this
/// list, whose entries were checked against Worker 2.52, its extensions, and DurableTask 1.25. Add to it only what the real packages have.
/// </summary>
public class FunctionsApiTests
{
    private const string Worker = "Microsoft.Azure.Functions.Worker.";
    private const string Durable = "Microsoft.DurableTask.";

    private static readonly string[] RealApi =
    [
        Worker + "Builder.FunctionsApplication.CreateBuilder(String[])",
        Worker + "Builder.FunctionsApplicationBuilder.get_Services()",
        Worker + "Builder.FunctionsApplicationBuilder.get_Configuration()",
        Worker + "Builder.FunctionsApplicationBuilder.get_Environment()",
        Worker + "Builder.FunctionsApplicationBuilder.get_Logging()",
        Worker + "Builder.FunctionsApplicationBuilder.Build()",
        // In the namespace of the builder since Worker 2; the class that holds it differs between versions.
        "ConfigureFunctionsWebApplication(FunctionsApplicationBuilder)",
        "UseMiddleware(IFunctionsWorkerApplicationBuilder)",
        Worker + "FunctionAttribute..ctor(String)",
        Worker + "HttpTriggerAttribute..ctor(AuthorizationLevel, String[])",
        Worker + "HttpTriggerAttribute.get_Route()",
        Worker + "HttpTriggerAttribute.get_Methods()",
        Worker + "TimerTriggerAttribute..ctor(String)",
        Worker + "QueueTriggerAttribute..ctor(String)",
        Worker + "DurableClientAttribute..ctor()",
        Worker + "OrchestrationTriggerAttribute..ctor()",
        Worker + "ActivityTriggerAttribute..ctor()",
        Worker + "FunctionContext.get_InvocationId()",
        Worker + "FunctionContext.get_InstanceServices()",
        Worker + "FunctionContext.get_FunctionDefinition()",
        Worker + "FunctionContext.get_CancellationToken()",
        "GetHttpContext(FunctionContext)",
        Worker + "Middleware.FunctionExecutionDelegate.Invoke(FunctionContext)",
        Durable + "TaskOrchestrationContext.GetInput()",
        Durable + "TaskOrchestrationContext.CallActivityAsync(TaskName, Object, TaskOptions)",
        Durable + "TaskOrchestrationContext.SetCustomStatus(Object)",
        Durable + "TaskOrchestrationContext.CreateTimer(TimeSpan, CancellationToken)",
        Durable + "TaskName.op_Implicit(String)",
        Durable + "TaskOptions.FromRetryPolicy(RetryPolicy)",
        Durable + "RetryPolicy..ctor(Int32, TimeSpan, Double, Nullable<TimeSpan>, Nullable<TimeSpan>)",
        Durable + "StartOrchestrationOptions..ctor(String, Nullable<DateTimeOffset>)",
        Durable + "Client.DurableTaskClient.ScheduleNewOrchestrationInstanceAsync(TaskName, Object, StartOrchestrationOptions, CancellationToken)",
        Durable + "Client.DurableTaskClient.GetInstanceAsync(String, Boolean, CancellationToken)",
        Durable + "Client.OrchestrationQuery..ctor(Nullable<DateTimeOffset>, Nullable<DateTimeOffset>, IEnumerable<OrchestrationRuntimeStatus>, IEnumerable<String>, String, Int32, Boolean, String)",
        Durable + "Client.DurableTaskClient.GetAllInstancesAsync(OrchestrationQuery)",
        Durable + "Client.DurableTaskClient.PurgeInstanceAsync(String, CancellationToken)",
        Durable + "Client.OrchestrationMetadata.get_RuntimeStatus()",
        Durable + "Client.OrchestrationMetadata.get_InstanceId()",
        Durable + "Client.OrchestrationMetadata.get_LastUpdatedAt()",
        Durable + "Client.OrchestrationMetadata.get_SerializedCustomStatus()",
    ];

    [Fact]
    public void App_Uses_OnlyMembersThatTheRealPackagesHave()
    {
        var used = MemberReferences.Of(
            typeof(Composition).Assembly,
            assembly => assembly.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.DurableTask", StringComparison.Ordinal));
        Assert.NotEmpty(used);
        Assert.All(used, member => Assert.Contains(RealApi, real => member == real || member.EndsWith("." + real, StringComparison.Ordinal)));
    }
}
