using System.Globalization;
using System.Text;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Tests.Activities;

public sealed class Utf8TableTests
{
    [Fact]
    public void FindOrAdd_ManyTexts_NumbersThemInTheOrderInWhichTheyFirstCame()
    {
        var table = new Utf8Table();
        var texts = Enumerable.Range(0, 5_000).Select(i => Encoding.UTF8.GetBytes(i == 7 ? "" : new string('ä', i % 20) + i.ToString(CultureInfo.InvariantCulture))).ToArray();

        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < texts.Length; i++)
                Assert.Equal(i, table.FindOrAdd(texts[i]));
        }

        Assert.Equal(texts.Length, table.Count);
        for (var i = 0; i < texts.Length; i++)
            Assert.True(table[i].SequenceEqual(texts[i]));
    }
}
