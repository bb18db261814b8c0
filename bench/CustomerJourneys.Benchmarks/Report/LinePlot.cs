using System.Globalization;
using System.Text;

namespace CustomerJourneys.Benchmarks.Report;

/// <summary>Lines through measured points, as SVG.</summary>
internal static class LinePlot
{
    private const int Width = 640;
    private const int Height = 360;
    private const int Left = 60;
    private const int Bottom = 310;
    private const int Top = 40;
    private const int Right = 620;

    private static readonly string[] Colors = ["#b3261e", "#1a5fb4", "#26734d"];

    public static string Draw(string horizontal, string vertical, IReadOnlyList<(string Name, (double X, double Y)[] Points)> lines)
    {
        var (maxX, maxY) = (RoundUp(lines.Max(line => line.Points.Max(point => point.X))), RoundUp(lines.Max(line => line.Points.Max(point => point.Y))));
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>");
        for (var tick = 0; tick <= 5; tick++)
        {
            var (x, y) = (AtX(maxX * tick / 5), AtY(maxY * tick / 5));
            Add(svg, $"<path d=\"M{Left} {y:0.0}H{Right}\" stroke=\"#ddd\"/>");
            Add(svg, $"<text x=\"{Left - 8}\" y=\"{y + 4:0.0}\" text-anchor=\"end\">{maxY * tick / 5:0.###}</text>");
            Add(svg, $"<text x=\"{x:0.0}\" y=\"{Bottom + 18}\" text-anchor=\"middle\">{maxX * tick / 5:0.###}</text>");
        }

        Add(svg, $"<text x=\"{(Left + Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{horizontal}</text>");
        Add(svg, $"<text x=\"{Left - 8}\" y=\"{Top - 14}\" text-anchor=\"end\">{vertical}</text>");
        for (var line = 0; line < lines.Count; line++)
        {
            var (name, points) = lines[line];
            Add(svg, $"<polyline fill=\"none\" stroke=\"{Colors[line]}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{AtX(point.X):0.0},{AtY(point.Y):0.0}")))}\"/>");
            foreach (var (x, y) in points)
                Add(svg, $"<circle cx=\"{AtX(x):0.0}\" cy=\"{AtY(y):0.0}\" r=\"3\" fill=\"{Colors[line]}\"/>");
            Add(svg, $"<text x=\"{Left + 12}\" y=\"{Top + 4 + (line * 18)}\" fill=\"{Colors[line]}\">{name}</text>");
        }

        Add(svg, $"</svg>");
        return svg.ToString();

        double AtX(double x) => Left + (x / maxX * (Right - Left));

        double AtY(double y) => Bottom - (y / maxY * (Bottom - Top));
    }

    private static void Add(StringBuilder svg, FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    // To the next 1, 2 or 5 of its power of ten.
    private static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * ((double[])[1, 2, 5, 10]).First(step => step * power >= value);
    }
}
