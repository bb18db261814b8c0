using CustomerJourneys.Functions;
using CustomerJourneys.Functions.Samples;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddCustomerJourneys();
if (args.Contains("--demo"))
    builder.Services.AddHostedService<SampleDataLoader>();
builder.Build().Run();
