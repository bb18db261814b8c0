using System.Data.Common;
using System.Globalization;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using DuckDB.NET.Data;

namespace CustomerJourneys.Benchmarks.Rivals;

/// <summary>DuckDB in this process, with two threads, over a table in memory that is sorted for these queries: by type, contact and time.</summary>
internal sealed class DuckDbRival : IDisposable
{
    private readonly DuckDBConnection _connection;

    private DuckDbRival(string source)
    {
        _connection = new DuckDBConnection(source);
        _connection.Open();
        Execute($"SET threads = {TwoThreads.Count}");
        // Data are sorted where it matters; a result's order is asked for.
        Execute("SET preserve_insertion_order = false");
        Version = (string)Scalar("SELECT version()");
    }

    /// <summary>Its version.</summary>
    public string Version { get; }

    /// <summary>Loads a log.</summary>
    public static DuckDbRival Load(GeneratedLog log)
    {
        var rival = new DuckDbRival("DataSource=:memory:");
        rival.Execute("CREATE TABLE loaded (type UTINYINT, contact INTEGER, time BIGINT, value_code SMALLINT, url_code SMALLINT, cents INTEGER)");
        rival.Execute("CREATE TABLE contacts (contact INTEGER, id VARCHAR)");
        rival.Name("value_names", ActivityMix.Values);
        rival.Name("url_names", ActivityMix.Urls);
        using (var rows = rival._connection.CreateAppender("loaded"))
        using (var contacts = rival._connection.CreateAppender("contacts"))
        {
            var activities = new List<GeneratedActivity>();
            for (var contact = 0; contact < log.Contacts; contact++)
            {
                contacts.CreateRow().AppendValue(contact).AppendValue(GeneratedActivity.ContactIdOf(contact)).EndRow();
                GeneratedLog.Fill(activities, contact);
                foreach (var activity in activities)
                {
                    rows.CreateRow().AppendValue((byte)activity.Type).AppendValue(contact).AppendValue(activity.Time)
                        .AppendValue((short)activity.ValueCode).AppendValue((short)activity.UrlCode).AppendValue(activity.AmountCents).EndRow();
                }
            }
        }

        rival.Execute("""
            CREATE TABLE activities AS SELECT type, contact, time, value_code, url_code, v.name AS value, u.name AS url, CASE WHEN cents >= 0 THEN cents / 100 END AS amount
            FROM loaded LEFT JOIN value_names v ON v.code = value_code LEFT JOIN url_names u ON u.code = url_code ORDER BY type, contact, time
            """);
        rival.Execute("DROP TABLE loaded");
        return rival;
    }

    /// <summary>Opens no table: for queries over files.</summary>
    public static DuckDbRival OpenEmpty() => new("DataSource=:memory:");

    /// <summary>Runs a query whose one row holds numbers.</summary>
    public long[] Numbers(string query)
    {
        using var command = Command(query);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            throw new BenchmarkException("The query gave no row.");
        return [.. Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture))];
    }

    /// <summary>What its tables and buffers take now.</summary>
    public double MemoryMib() => Numbers("SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()")[0] / 1_048_576d;

    /// <summary>Runs a statement.</summary>
    public void Execute(string statement)
    {
        using var command = Command(statement);
        command.ExecuteNonQuery();
    }

    /// <summary>The SQL of a filter by the codes of the texts that match: as one who keeps texts in tables of their own would write it.</summary>
    public string CodeFilter(ComparedGroup group)
    {
        if (group.Field is not ("value" or "url"))
            return DuckDbQueries.TextFilter(group);
        var condition = DuckDbQueries.TextFilter(group).Replace($"a.{group.Field}", "name", StringComparison.Ordinal);
        using var command = Command($"SELECT string_agg(code::VARCHAR, ', ') FROM {group.Field}_names WHERE true{condition}");
        return $" AND a.{group.Field}_code IN ({command.ExecuteScalar()})";
    }

    public void Dispose() => _connection.Dispose();

    private object Scalar(string query)
    {
        using var command = Command(query);
        return command.ExecuteScalar()!;
    }

    private DbCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private void Name(string table, string[] names)
    {
        Execute($"CREATE TABLE {table} (code SMALLINT, name VARCHAR)");
        using var appender = _connection.CreateAppender(table);
        for (short code = 0; code < names.Length; code++)
            appender.CreateRow().AppendValue(code).AppendValue(names[code]).EndRow();
    }
}
