using System.Net.Sockets;
using System.Text;

namespace LocalSdk.Runtime.Tests.Http;

/// <summary>Requests that an HTTP client would not send, or whose answer it would miss.</summary>
internal static class RawRequest
{
    /// <summary>Posts zeros, or only claims to.</summary>
    public static async Task<(string Status, string Body)> PostAsync(Uri address, string path, int length, bool sendBody)
    {
        using TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"));
        byte[] block = new byte[1 << 20];
        for (int left = sendBody ? length : 0; left > 0; left -= block.Length)
        {
            await stream.WriteAsync(block.AsMemory(0, Math.Min(left, block.Length)));
        }

        using StreamReader reader = new(stream);
        string status = (await reader.ReadLineAsync())!;
        int? announced = null;
        bool chunked = false;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            string[] parts = header.Split(": ");
            chunked |= parts[0] == "Transfer-Encoding" && parts[1] == "chunked";
            announced = parts[0] == "Content-Length" ? int.Parse(parts[1], null) : announced;
        }

        if (announced == 0)
        {
            return (status, ""); // The connection stays open for a while: the server waits for what was not sent.
        }

        string body = await reader.ReadToEndAsync();
        return (status, chunked ? body.Split("\r\n")[1] : body);
    }
}
