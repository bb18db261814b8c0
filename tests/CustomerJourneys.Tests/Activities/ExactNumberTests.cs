using CustomerJourneys.Activities;

namespace CustomerJourneys.Tests.Activities;

public sealed class ExactNumberTests
{
    // Each line ascends; between the bars the texts are equal.
    [Theory]
    [InlineData("-10 | -9.5 | -9 | -0.1 | 0 -0 +0 .0 0. 000 0.000 | 0.09 | 0.1 .1 00.10 | 1 +1 1.0 1. | 9 | 10 10.0 010")]
    [InlineData("9007199254740992 | 9007199254740993 | 9007199254740994")]
    [InlineData("99999999999999999999999999999 | 100000000000000000000000000000 | 100000000000000000000000000001 100000000000000000000000000001.0")]
    [InlineData("-100000000000000000000000000001 | -100000000000000000000000000000 | 0.10000000000000000000000000000001 | 0.10000000000000000000000000000002")]
    public void CompareTo_Texts_OrdersByValue(string ascending)
    {
        var ranks = ascending.Split('|').Select(rank => rank.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        for (var a = 0; a < ranks.Length; a++)
        {
            for (var b = 0; b < ranks.Length; b++)
                Assert.All(ranks[a], left => Assert.All(ranks[b], right => Assert.Equal(a.CompareTo(b), Math.Sign(Read(left).CompareTo(Read(right))))));
        }
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-2.5, "-2.50")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(1.5e-7, "0.00000015")]
    [InlineData(-1e300, "-1" + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(-0d, "0")]
    [InlineData(9007199254740992d, "9007199254740992")]
    public void CompareTo_NumberAndText_ComparesTheShortestDecimal(double number, string text) => Assert.Equal(0, Read(number).CompareTo(Read(text)));

    [Fact]
    public void CompareTo_RandomDoubles_OrdersLikeDoubles()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b) = (Any(random), Any(random));
            Assert.Equal(a.CompareTo(b), Math.Sign(Read(a).CompareTo(Read(b))));
            Assert.Equal(0, Read(a).CompareTo(Read(a)));
        }
    }

    [Fact]
    public void CompareTo_RandomDecimals_OrdersLikeDecimals()
    {
        var random = new Random(8);
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b) = (random.Next(-2000, 2000) / 100m, random.Next(-2000, 2000) / 100m);
            Assert.Equal(a.CompareTo(b), Math.Sign(Read($"{a}").CompareTo(Read($"{b:0.000}"))));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("ten")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("1.2.3")]
    [InlineData(".")]
    [InlineData("+")]
    [InlineData("-.")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("١٢")]
    public void TryRead_NoDecimalForm_IsNoNumber(string text) => Assert.False(ExactNumber.TryRead(new PropertyValue(text), out _));

    private static double Any(Random random)
    {
        while (true)
        {
            var number = random.Next(2) == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) : random.Next(-5, 6) / 4d;
            if (double.IsFinite(number))
                return number;
        }
    }

    private static ExactNumber Read(string text) => Read(new PropertyValue(text));

    private static ExactNumber Read(double number) => Read(new PropertyValue(number));

    private static ExactNumber Read(PropertyValue value) => ExactNumber.TryRead(value, out var number) ? number : throw new FormatException(value.Text);
}
