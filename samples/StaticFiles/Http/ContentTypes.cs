using System.Text;

namespace StaticFiles.Http;

/// <summary>The media type of a file, by the extension of its name. Text is taken for UTF-8.</summary>
internal static class ContentTypes
{
    /// <summary>The type of a file's name, or of its path.</summary>
    /// <returns><c>application/octet-stream</c> for what is not known: browsers then offer to save it.</returns>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        int dot = name.LastIndexOf((byte)'.');
        Span<byte> extension = stackalloc byte[12];
        if (dot < 0 || Ascii.ToLower(name[(dot + 1)..], extension, out int length) != System.Buffers.OperationStatus.Done)
        {
            return "application/octet-stream"u8;
        }

        return OfExtension(extension[..length]);
    }

    private static ReadOnlySpan<byte> OfExtension(scoped ReadOnlySpan<byte> extension)
    {
        foreach ((byte[] known, byte[] type) in Known)
        {
            if (extension.SequenceEqual(known))
            {
                return type;
            }
        }

        return "application/octet-stream"u8;
    }

    // What pages are made of comes first.
    private static readonly (byte[] Extension, byte[] Type)[] Known =
    [
        .. Pairs("text/html; charset=utf-8", "html", "htm"),
        .. Pairs("text/css; charset=utf-8", "css"),
        .. Pairs("text/javascript; charset=utf-8", "js", "mjs"),
        .. Pairs("application/json", "json", "map"),
        .. Pairs("image/png", "png"),
        .. Pairs("image/jpeg", "jpg", "jpeg"),
        .. Pairs("image/svg+xml", "svg"),
        .. Pairs("image/webp", "webp"),
        .. Pairs("image/gif", "gif"),
        .. Pairs("image/avif", "avif"),
        .. Pairs("image/x-icon", "ico"),
        .. Pairs("font/woff2", "woff2"),
        .. Pairs("font/woff", "woff"),
        .. Pairs("font/ttf", "ttf"),
        .. Pairs("font/otf", "otf"),
        .. Pairs("application/wasm", "wasm"),
        .. Pairs("application/manifest+json", "webmanifest"),
        .. Pairs("text/plain; charset=utf-8", "txt", "log", "ini", "conf"),
        .. Pairs("text/markdown; charset=utf-8", "md"),
        .. Pairs("text/csv; charset=utf-8", "csv"),
        .. Pairs("text/xml; charset=utf-8", "xml"),
        .. Pairs("application/rss+xml", "rss"),
        .. Pairs("application/atom+xml", "atom"),
        .. Pairs("application/xhtml+xml", "xhtml"),
        .. Pairs("application/pdf", "pdf"),
        .. Pairs("application/zip", "zip"),
        .. Pairs("application/gzip", "gz", "tgz"),
        .. Pairs("application/zstd", "zst"),
        .. Pairs("video/mp4", "mp4", "m4v"),
        .. Pairs("video/webm", "webm"),
        .. Pairs("audio/mpeg", "mp3"),
        .. Pairs("audio/mp4", "m4a"),
        .. Pairs("audio/ogg", "ogg", "opus"),
        .. Pairs("audio/wav", "wav"),
        .. Pairs("audio/flac", "flac"),
    ];

    private static IEnumerable<(byte[] Extension, byte[] Type)> Pairs(string type, params string[] extensions)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(type);
        return extensions.Select(extension => (Encoding.ASCII.GetBytes(extension), bytes));
    }
}
