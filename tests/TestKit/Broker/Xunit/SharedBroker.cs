namespace Bss2.TestKit.Broker.Xunit;

/// <summary>Tests that share the assembly's broker, one after another: <c>[Collection(SharedBroker.Name)]</c> and a constructor that takes the <see cref="BrokerFixture"/>.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedBroker : ICollectionFixture<BrokerFixture>
{
    public const string Name = "broker";
}
