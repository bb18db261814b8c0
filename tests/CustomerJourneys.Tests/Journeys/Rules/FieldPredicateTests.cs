using System.Globalization;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Tests.Journeys.Rules;

public sealed class FieldPredicateTests
{
    [Theory]
    [InlineData(FieldOperator.Contains, "offe", "Coffee", true)]
    [InlineData(FieldOperator.Contains, "COFFEE", "black coffee", true)]
    [InlineData(FieldOperator.Contains, "tea", "coffee", false)]
    [InlineData(FieldOperator.Contains, "tea", "", false)]
    [InlineData(FieldOperator.Contains, "ÄÖ", "xäöy", true)]
    [InlineData(FieldOperator.Contains, "ss", "ß", false)]
    [InlineData(FieldOperator.DoesNotContain, "tea", "coffee", true)]
    [InlineData(FieldOperator.DoesNotContain, "tea", "", true)]
    [InlineData(FieldOperator.DoesNotContain, "TEA", "green tea", false)]
    [InlineData(FieldOperator.StartsWith, "/PRI", "/pricing", true)]
    [InlineData(FieldOperator.StartsWith, "pri", "/pricing", false)]
    [InlineData(FieldOperator.StartsWith, "/pricing/x", "/pricing", false)]
    [InlineData(FieldOperator.EndsWith, "ING", "/pricing", true)]
    [InlineData(FieldOperator.EndsWith, "pric", "/pricing", false)]
    [InlineData(FieldOperator.Equals, "Coffee", "cOFFEE", true)]
    [InlineData(FieldOperator.Equals, "coffee", "coffee ", false)]
    [InlineData(FieldOperator.Equals, "", "", true)]
    [InlineData(FieldOperator.Equals, "", "x", false)]
    [InlineData(FieldOperator.Equals, "10", "10.0", true)]
    [InlineData(FieldOperator.Equals, "+010", "10", true)]
    [InlineData(FieldOperator.Equals, "10", "10 ", false)]
    [InlineData(FieldOperator.Equals, "1e1", "10", false)]
    [InlineData(FieldOperator.Equals, "1e1", "1E1", true)]
    [InlineData(FieldOperator.Equals, "900719925474099300000000000000000001", "900719925474099300000000000000000002", false)]
    [InlineData(FieldOperator.Equals, "0", "", false)]
    [InlineData(FieldOperator.NotEquals, "coffee", "COFFEE", false)]
    [InlineData(FieldOperator.NotEquals, "coffee", "tea", true)]
    [InlineData(FieldOperator.NotEquals, "coffee", "", true)]
    [InlineData(FieldOperator.NotEquals, "", "", false)]
    [InlineData(FieldOperator.NotEquals, "", "x", true)]
    [InlineData(FieldOperator.NotEquals, "10", "10.00", false)]
    [InlineData(FieldOperator.NotEquals, "10", "ten", true)]
    [InlineData(FieldOperator.GreaterThan, "9", "10", true)]
    [InlineData(FieldOperator.GreaterThan, "10", "10.0", false)]
    [InlineData(FieldOperator.GreaterThan, "-10", "-9", true)]
    [InlineData(FieldOperator.GreaterThan, "10", "eleven", false)]
    [InlineData(FieldOperator.GreaterThan, "10", "", false)]
    [InlineData(FieldOperator.GreaterThan, "ten", "11", false)]
    [InlineData(FieldOperator.GreaterOrEqual, "10", "10.0", true)]
    [InlineData(FieldOperator.GreaterOrEqual, "10", "9.99", false)]
    [InlineData(FieldOperator.GreaterOrEqual, "ten", "ten", false)]
    [InlineData(FieldOperator.LessThan, "10", "9", true)]
    [InlineData(FieldOperator.LessThan, "10", "10", false)]
    [InlineData(FieldOperator.LessThan, "10", "", false)]
    [InlineData(FieldOperator.LessThan, "10", "nine", false)]
    [InlineData(FieldOperator.LessOrEqual, "10", "10.0", true)]
    [InlineData(FieldOperator.LessOrEqual, "10", "10.01", false)]
    [InlineData(FieldOperator.LessOrEqual, "10", "x", false)]
    public void Matches_Text_ComparesAsTheOperatorSays(FieldOperator fieldOperator, string value, string field, bool matches) =>
        Assert.Equal(matches, Predicate(fieldOperator, new PropertyValue(value)).Matches(new PropertyValue(field)));

    [Theory]
    [InlineData(FieldOperator.Equals, 10, "10.0", true)]
    [InlineData(FieldOperator.Equals, 0.1, "0.1", true)]
    [InlineData(FieldOperator.NotEquals, 10, "10", false)]
    [InlineData(FieldOperator.GreaterOrEqual, 10, "10", true)]
    [InlineData(FieldOperator.GreaterThan, 1e21, "1000000000000000000001", true)]
    [InlineData(FieldOperator.LessThan, 1e-7, "0", true)]
    [InlineData(FieldOperator.Contains, 10, "a 10 b", true)]
    [InlineData(FieldOperator.StartsWith, 1.5, "1.50", true)]
    public void Matches_NumberInTheFilter_ComparesWithText(FieldOperator fieldOperator, double value, string field, bool matches) =>
        Assert.Equal(matches, Predicate(fieldOperator, new PropertyValue(value)).Matches(new PropertyValue(field)));

    [Fact]
    public void Matches_NumberInTheField_ComparesWithTextAndNumber()
    {
        Assert.True(Predicate(FieldOperator.Equals, new PropertyValue("5.0")).Matches(new PropertyValue(5)));
        Assert.True(Predicate(FieldOperator.Equals, new PropertyValue(5)).Matches(new PropertyValue(5)));
        Assert.True(Predicate(FieldOperator.GreaterThan, new PropertyValue(4.5)).Matches(new PropertyValue(5)));
        Assert.True(Predicate(FieldOperator.Contains, new PropertyValue("2.")).Matches(new PropertyValue(12.5)));
        Assert.False(Predicate(FieldOperator.Equals, new PropertyValue("five")).Matches(new PropertyValue(5)));
    }

    [Theory]
    [InlineData(FieldOperator.DoesNotContain, "x", true)]
    [InlineData(FieldOperator.NotEquals, "x", true)]
    [InlineData(FieldOperator.Equals, "", true)]
    [InlineData(FieldOperator.Contains, "x", false)]
    [InlineData(FieldOperator.Equals, "0", false)]
    [InlineData(FieldOperator.LessThan, "1", false)]
    public void Matches_MissingField_IsTheEmptyText(FieldOperator fieldOperator, string value, bool matches) =>
        Assert.Equal(matches, Predicate(fieldOperator, new PropertyValue(value)).Matches(default));

    [Fact]
    public void IsNumeric_Operators_AreTheFourThatOrder() => Assert.Equal(
        [FieldOperator.GreaterThan, FieldOperator.GreaterOrEqual, FieldOperator.LessThan, FieldOperator.LessOrEqual],
        Enum.GetValues<FieldOperator>().Where(FieldPredicate.IsNumeric));

    private static FieldPredicate Predicate(FieldOperator fieldOperator, PropertyValue value) => new(new FieldFilter("value", fieldOperator, value));

    [Fact]
    public void Matches_NumbersOfAnySort_CompareAsTheirShortestDecimals()
    {
        var random = new Random(1);
        double[] numbers = [0, -0.0, 0.1, 0.3, 0.1 + 0.2, 1, 450, 450.01, -450, 1e15, 9007199254740993, 1e22, 5e-7, 123456.789,
            .. Enumerable.Range(0, 50).Select(_ => Math.Round(random.NextDouble() * 500, random.Next(18) % 16) * (random.Next(2) - 0.5))];
        string[] texts = ["0.30000000000000001", "0.3", "9007199254740993", "450.0", "+450", ".1", "-0", "1000000000000000000000.1", .. numbers.Select(Decimals)];
        FieldOperator[] operators = [FieldOperator.GreaterThan, FieldOperator.GreaterOrEqual, FieldOperator.LessThan, FieldOperator.LessOrEqual, FieldOperator.Equals];
        foreach (var text in texts)
        {
            foreach (var compare in operators)
            {
                var predicate = new FieldPredicate(new FieldFilter("value", compare, new PropertyValue(text)));
                foreach (var number in numbers)
                    Assert.True(predicate.Matches(new PropertyValue(Decimals(number))) == predicate.Matches(new PropertyValue(number)), $"{number:R} {compare} {text}");
            }
        }

        // The shortest decimal without an exponent, which is what a text may say.
        static string Decimals(double number) => decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)
            .ToString(CultureInfo.InvariantCulture);
    }
}
