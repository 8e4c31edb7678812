package io.penstock.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.codec.Fixtures;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the examples that AWS publishes with its specification, whose key is no secret, and those of other implementations. */
final class SigV4Test {
    private static final String ID = "AKIDEXAMPLE";
    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final AwsKey KEY = new AwsKey(ID, SECRET, null);
    private static final long AUGUST_2015 =
            Instant.parse("2015-08-30T12:36:00Z").getEpochSecond();
    private static final long JANUARY_2025 =
            Instant.parse("2025-01-02T03:04:05Z").getEpochSecond();
    private static final String NO_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,  5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
            POST, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
            """)
    void signsTheExamplesOfTheTestSuite(String method, String signature) {
        SigV4.Request request = new SigV4.Request(method, "/", "", Map.of("host", "example.amazonaws.com"), NO_BODY);

        Map<String, String> fields = new SigV4("us-east-1", "service").sign(request, KEY, AUGUST_2015);

        assertThat(fields)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "x-amz-date",
                        "20150830T123600Z",
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                                + "SignedHeaders=host;x-amz-date, Signature=" + signature));
    }

    @Test
    void signsTheExampleOfTheManual() {
        SigV4.Request request = new SigV4.Request(
                "GET",
                "/",
                "Action=ListUsers&Version=2010-05-08",
                Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8", "host", "iam.amazonaws.com"),
                NO_BODY);

        Map<String, String> fields = new SigV4("us-east-1", "iam").sign(request, KEY, AUGUST_2015);

        assertThat(fields.get("authorization"))
                .endsWith("SignedHeaders=content-type;host;x-amz-date, "
                        + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    /** Signatures of botocore 1.43 for the same requests. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            /model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream, '', \
                bedrock-runtime.us-east-1.amazonaws.com, , \
                508904dd677d0e955619276479c61d9e2320eaff3c18615125a3b672a5f991bd
            /model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.x/converse, b=2&a=1&a=0, \
                bedrock-runtime.us-east-1.amazonaws.com:8443, token, \
                ee942437cc79ac88ea4136cc77b6a7a68168d0e37596f07332b3c995d0bf8c7c
            """)
    void signsWhatGoesToBedrockAsItsOwnClientDoes(
            String path, String query, String host, @Nullable String token, String signature) {
        AwsKey key = new AwsKey(ID, SECRET, token == null ? null : Secret.of(token));
        SigV4.Request request = new SigV4.Request(
                "POST",
                path,
                query,
                Map.of("content-type", "application/json", "host", host),
                SigV4.hash("{\"messages\":[]}"));

        Map<String, String> fields = new SigV4("us-east-1", "bedrock").sign(request, key, JANUARY_2025);

        assertThat(fields.get("authorization")).endsWith("Signature=" + signature);
        assertThat(fields.get("x-amz-security-token")).isEqualTo(token);
    }

    @Test
    void signsTheRecordedVector() throws IOException {
        JsonNode vector = vector("bedrock/sigv4-bedrock-sigv4.json");
        JsonNode expected = vector.path("expected");
        JsonNode asked = vector.path("request");
        JsonNode credentials = vector.path("credentials");
        URI url = URI.create(asked.path("url").textValue());
        String bodyHash = SigV4.hash(asked.path("body").textValue());
        AwsKey key = new AwsKey(
                credentials.path("accessKeyId").textValue(),
                Secret.of(credentials.path("secretAccessKey").textValue()),
                Secret.of(credentials.path("sessionToken").textValue()));
        Map<String, String> signed = Map.of(
                "content-type",
                asked.path("contentType").textValue(),
                "host",
                url.getHost(),
                "x-amz-content-sha256",
                bodyHash);
        SigV4.Request request =
                new SigV4.Request(asked.path("method").textValue(), url.getRawPath(), "", signed, bodyHash);
        SigV4 signer = new SigV4(
                vector.path("region").textValue(), vector.path("service").textValue());

        Map<String, String> fields = signer.sign(
                request,
                key,
                Instant.parse(vector.path("signingDate").textValue()).getEpochSecond());

        TreeMap<String, String> all = new TreeMap<>(signed);
        fields.forEach((name, value) -> {
            if (!name.equals("authorization")) {
                all.put(name, value);
            }
        });
        String canonical = SigV4.canonical(request, all, String.join(";", all.keySet()));
        assertThat(bodyHash).isEqualTo(expected.path("payloadHash").textValue());
        assertThat(SigV4.hash(canonical))
                .isEqualTo(expected.path("canonicalRequestHash").textValue());
        assertThat(fields.get("x-amz-date")).isEqualTo(expected.path("date").textValue());
        assertThat(fields.get("authorization"))
                .isEqualTo(expected.path("authorization").textValue());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',             ''
            a=1,            a=1
            a,              a=
            b=1&a=2,        a=2&b=1
            a=2&a=1,        a=1&a=2
            ab=1&a=2,       a=2&ab=1
            a-=1&a=2,       a=2&a-=1
            a=1=2,          a=1=2
            &a=1&,          a=1
            """)
    void sortsAQueryByNameThenByValue(String query, String sorted) {
        SigV4.Request request = new SigV4.Request("GET", "/", query, Map.of(), NO_BODY);

        String canonical = SigV4.canonical(request, new TreeMap<>(), "");

        assertThat(canonical).isEqualTo("GET\n/\n" + sorted + "\n\n\n" + NO_BODY);
    }

    @Test
    void signsFieldsTrimmedAndWithoutRunsOfSpaces() {
        SigV4.Request request = new SigV4.Request("GET", "", "", Map.of(), NO_BODY);
        TreeMap<String, String> fields = new TreeMap<>(Map.of("my-header", "  a   b  c "));

        String canonical = SigV4.canonical(request, fields, "my-header");

        assertThat(canonical).isEqualTo("GET\n/\n\nmy-header:a b c\n\nmy-header\n" + NO_BODY);
    }

    @Test
    void showsNoSecret() {
        AwsKey key = new AwsKey(ID, SECRET, Secret.of("a-session-token-of-some-length"));

        assertThat(key.toString()).contains(ID).doesNotContain(SECRET.reveal()).doesNotContain("a-session-token");
        assertThatThrownBy(() -> new AwsKey("AK\r\nX", SECRET, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("AK");
    }

    private static JsonNode vector(String file) throws IOException {
        Fixtures.Row found = Fixtures.rows().stream()
                .filter(row -> row.file().equals(file))
                .findFirst()
                .orElseThrow();
        return new ObjectMapper().readTree(Fixtures.bytes(found));
    }
}
