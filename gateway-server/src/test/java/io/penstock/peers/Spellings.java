package io.penstock.peers;

import java.util.ArrayList;
import java.util.List;

/** What stands where a path, a provider or a host does, and may bring two readers apart over where a request leads. */
final class Spellings {
    /** What may stand where a segment does, and make two readers disagree on where it leads. */
    private static final List<String> SEGMENTS = List.of(
            "..",
            ".",
            "...",
            "%2e%2e",
            "%2E.",
            ".%2e",
            "%252e%252e",
            "%25252e",
            "..;",
            "..;a=b",
            "%2e%2e;",
            ";..",
            "..%20",
            "%20..",
            "..%09",
            "..%00",
            "%00",
            "%0d%0a",
            "a%2f..",
            "%2f",
            "..%2f",
            "%5c",
            "..%5c",
            "..\\",
            "",
            "%c0%ae%c0%ae",
            "%c0%af",
            "%e0%80%ae",
            "%ef%bc%8f",
            "%e2%80%a5",
            "%ef%bc%8e%ef%bc%8e",
            "%u002e",
            "%",
            "%2",
            "%zz",
            "a?b",
            "a#b",
            "@evil",
            "evil:80",
            "http:",
            "v1",
            "base",
            "admin");

    private static final List<String> SHAPES =
            List.of("%s", "%s/admin", "a/%s/admin", "%s/%s/admin", "v1/%s/%s", "/%s", "a/%s", "%s/", "%s?x=/../y");

    private Spellings() {}

    /** Paths below a provider, without the slash before them. */
    static List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (String shape : SHAPES) {
            SEGMENTS.forEach(segment -> paths.add(shape.replace("%s", segment)));
        }
        return paths;
    }

    /** Paths that begin where everybody may go, and would end where only callers may, for a reader that resolves them. */
    static List<String> waysOut() {
        List<String> paths = new ArrayList<>();
        for (String segment : SEGMENTS) {
            for (String target : List.of("v1/models", "proxy/openai/models")) {
                paths.add("/health/" + segment + "/" + target);
                paths.add("/health" + segment + "/" + target);
                paths.add("/health/ready/" + segment + "/" + segment + "/" + target);
                paths.add("/" + target + "/" + segment + "/" + segment + "/" + segment + "/health");
                paths.add("/" + target + segment + "/health");
                paths.add("/" + segment + "/" + target);
            }
        }
        return paths;
    }

    /** Names that are not the provider openai's. */
    static List<String> providers() {
        return List.of(
                "OpenAI",
                "OPENAI",
                "openai%20",
                "%6fpenai",
                "openai;",
                "openai;groq",
                "openai.",
                "openai@groq",
                "groq@openai",
                "openai%00",
                "openai:groq",
                "openai,groq",
                "open\u00e4i",
                "openai%2f..%2fgroq",
                "",
                "..",
                ".",
                "nobody",
                "openai\\groq");
    }

    /** Request lines and fields of which two readers may see two hosts, or none. */
    static List<String> ambiguousHosts() {
        return List.of(
                "GET http://evil/proxy/openai/models HTTP/1.1\r\nhost: a",
                "GET http://a@evil/proxy/openai/models HTTP/1.1\r\nhost: a",
                "GET http://evil@a/proxy/openai/models HTTP/1.1\r\nhost: a",
                "GET https://a:443@evil/ HTTP/1.1\r\nhost: a",
                "GET evil:443 HTTP/1.1\r\nhost: a",
                "GET * HTTP/1.1\r\nhost: a",
                "CONNECT evil:443 HTTP/1.1\r\nhost: evil:443",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil/?",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil/#",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: x@evil",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil,good",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil\r\nhost: good",
                "GET /proxy/openai/models HTTP/1.1");
    }

    /** Request lines and fields that name another host, or another place, which is nobody's business. */
    static List<String> otherHosts() {
        return List.of(
                "GET http://evil/proxy/openai/models HTTP/1.1\r\nhost: evil",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil.example",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: a\r\nx-forwarded-host: evil\r\nx-forwarded-prefix: /proxy/groq",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: a\r\nx-original-url: /proxy/groq/models\r\nx-rewrite-url: /proxy/groq/x",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: a\r\nx-http-method-override: DELETE\r\nx-host: evil");
    }
}
