using CustomerJourneys.Functions.Recalculation;
using Microsoft.DurableTask;

namespace CustomerJourneys.Functions.Tests.Recalculation;

/// <summary>What the orchestrator calls, and in which order; the context is a substitute.</summary>
public sealed class RecalculateJourneysTests
{
    private readonly TaskOrchestrationContext _context = Substitute.For<TaskOrchestrationContext>();
    private readonly List<string> _calls = [];
    private readonly List<object?> _statuses = [];

    public RecalculateJourneysTests()
    {
        _context.GetInput<string>().Returns("run-1");
        _context.When(context => context.SetCustomStatus(Arg.Any<object?>())).Do(call => _statuses.Add(call[0]));
        Answer("EvaluatePartition", new StepOutcome(1, null));
        Answer("PublishResults", new StepOutcome(1, null));
        _context.CallActivityAsync(Arg.Any<TaskName>(), Arg.Any<object?>(), Arg.Any<TaskOptions?>()).Returns(call =>
        {
            _calls.Add($"{call.Arg<TaskName>().Name} {call[1]}");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Run_ThreePartitions_PlansThenEvaluatesAllThenPublishes()
    {
        Answer("PlanRecalculation", new StepOutcome(3, null, 3));

        await RecalculateJourneys.RunAsync(_context);

        Assert.Equal(
            [
                "PlanRecalculation run-1",
                $"EvaluatePartition {new PartitionTask("run-1", 0)}",
                $"EvaluatePartition {new PartitionTask("run-1", 1)}",
                $"EvaluatePartition {new PartitionTask("run-1", 2)}",
                "PublishResults run-1",
            ],
            _calls);
    }

    [Fact]
    public async Task Run_ThreePartitions_CountsThemInItsStatus()
    {
        Answer("PlanRecalculation", new StepOutcome(3, null, 3));

        await RecalculateJourneys.RunAsync(_context);

        Assert.Equal([new(0, 3), new(1, 3), new(2, 3), new(3, 3)], _statuses.Cast<RecalculationProgress>());
    }

    [Fact]
    public async Task Run_NoPartitionChanged_PublishesAtOnce()
    {
        Answer("PlanRecalculation", new StepOutcome(0, null, 3));

        await RecalculateJourneys.RunAsync(_context);

        Assert.Equal(["PlanRecalculation run-1", "PublishResults run-1"], _calls);
        Assert.Equal([new(3, 3)], _statuses.Cast<RecalculationProgress>());
    }

    [Fact]
    public async Task Run_NothingPlanned_EvaluatesAndPublishesNothing()
    {
        Answer("PlanRecalculation", new StepOutcome(0, null, 0));

        await RecalculateJourneys.RunAsync(_context);

        Assert.Equal(["PlanRecalculation run-1"], _calls);
    }

    [Fact]
    public async Task Run_APartitionGivesUp_FailsTheRunAndPublishesNothing()
    {
        Answer("PlanRecalculation", new StepOutcome(2, null, 2));
        var failure = new TaskFailedException("EvaluatePartition", 2, new InvalidOperationException(new string('x', 3000)));
        _context.CallActivityAsync<StepOutcome>(Named("EvaluatePartition"), new PartitionTask("run-1", 1), Arg.Any<TaskOptions?>())
            .Returns(Task.FromException<StepOutcome>(failure));

        await RecalculateJourneys.RunAsync(_context);

        Assert.DoesNotContain(_calls, call => call.StartsWith("PublishResults", StringComparison.Ordinal));
        var message = failure.Message.Length > 1024 ? failure.Message[..1024] : failure.Message;
        Assert.Equal($"FailRecalculation {new RecalculationFailure("run-1", message)}", _calls[^1]);
    }

    [Theory]
    [InlineData("PlanRecalculation", "PlanRecalculation run-1")]
    [InlineData("EvaluatePartition", "EvaluatePartition PartitionTask { RecalculationId = run-1, Partition = 0 }")]
    [InlineData("PublishResults", "PublishResults run-1")]
    public async Task Run_AStepMustFail_FailsTheRunAndGoesNoFurther(string step, string last)
    {
        Answer("PlanRecalculation", new StepOutcome(1, null, 1));
        Answer(step, new StepOutcome(0, "It is broken."));

        await RecalculateJourneys.RunAsync(_context);

        Assert.Equal([last, $"FailRecalculation {new RecalculationFailure("run-1", "It is broken.")}"], _calls[^2..]);
    }

    [Fact]
    public async Task Run_EveryCall_IsRetriedWithBackoff()
    {
        Answer("PlanRecalculation", new StepOutcome(1, null, 1));

        await RecalculateJourneys.RunAsync(_context);

        var options = _context.ReceivedCalls()
            .Where(call => call.GetMethodInfo().Name == nameof(TaskOrchestrationContext.CallActivityAsync))
            .Select(call => call.GetArguments().OfType<TaskOptions>().Single())
            .ToList();
        Assert.Equal(3, options.Count);
        Assert.All(options, option => Assert.True(option.Retry!.Policy is { MaxNumberOfAttempts: > 1, BackoffCoefficient: > 1 }));
    }

    private static TaskName Named(string name) => Arg.Is<TaskName>(task => task.Name == name);

    private void Answer<T>(string activity, T result) =>
        _context.CallActivityAsync<T>(Named(activity), Arg.Any<object?>(), Arg.Any<TaskOptions?>()).Returns(call =>
        {
            _calls.Add($"{call.Arg<TaskName>().Name} {call[1]}");
            return Task.FromResult(result);
        });
}
