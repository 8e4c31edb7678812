package io.penstock.credential;

import static io.penstock.credential.Grants.NOW;
import static io.penstock.credential.Grants.answer;
import static io.penstock.credential.Grants.ask;
import static io.penstock.credential.Grants.granted;
import static io.penstock.credential.Grants.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantStep.Granted;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AwsGrantsTest {
    private static final AwsScope SCOPE = new AwsScope("eu-west-1", "bedrock");
    private static final String EXPIRES = Instant.ofEpochSecond(NOW + 3600).toString();
    private static final String KEY = """
            {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"ASIA1","SecretAccessKey":"s/e+c","Token":"tok==",\
            "Expiration":"%s"}""".formatted(EXPIRES);
    private static final AwsSignature SIGNATURE =
            SCOPE.signature(new AwsKey("ASIA1", Secret.of("s/e+c"), Secret.of("tok==")));
    private static final URI CONTAINER = URI.create("http://169.254.170.2/v2/credentials/x");

    @TempDir
    private Path files;

    @Test
    void aContainersEndpointIsAskedWithTheTokenOfItsFileAsItIsNow() throws IOException {
        Path file = files.resolve("token");
        AwsContainer container = new AwsContainer(SCOPE, CONTAINER, null, file);
        Files.writeString(file, "first\n");
        GrantCall first = ask(container.begin(NOW)).call();
        Files.writeString(file, "Bearer second");
        GrantStep second = container.begin(NOW);

        assertThat(first.method()).isEqualTo(HttpMethod.GET);
        assertThat(first.url()).isEqualTo(CONTAINER);
        assertThat(first.fields()).containsEntry("authorization", "first");
        assertThat(ask(second).call().fields()).containsEntry("authorization", "Bearer second");
        Granted granted = granted(answer(second, 200, KEY));
        assertThat(granted.authorization()).isEqualTo(SIGNATURE);
        assertThat(granted.lifeSeconds()).isEqualTo(3600);
        assertThat(ask(second).toString()).doesNotContain("second");
    }

    @Test
    void aContainersEndpointMayWantNoToken() throws IOException {
        assertThat(ask(new AwsContainer(SCOPE, CONTAINER, null, null).begin(NOW))
                        .call()
                        .fields())
                .doesNotContainKey("authorization");
        assertThat(ask(new AwsContainer(SCOPE, CONTAINER, Secret.of("abc"), null).begin(NOW))
                        .call()
                        .fields())
                .containsEntry("authorization", "abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "a\nx: canary", "canary canary canary", "caf\u00e9"})
    void aTokenFileThatHoldsNoneIsRefusedUnrepeated(String content) throws IOException {
        Path file = Files.writeString(files.resolve("token"), content);

        assertThat(reason(new AwsContainer(SCOPE, CONTAINER, null, file).begin(NOW)))
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    http://169.254.170.2/x          | true
                    http://169.254.170.23/v1/creds  | true
                    http://[fd00:ec2::23]/v1/creds  | true
                    http://localhost:9/x            | true
                    http://127.0.0.1:9/x            | true
                    https://keys.example.com/x      | true
                    http://keys.example.com/x       | false
                    http://169.254.169.254/x        | false
                    http://localhost.evil.com/x     | false
                    http://localhost@evil.com/x     | false
                    https://user:pw@h/x             | false
                    file:///etc/passwd              | false
                    /x                              | false
                    """)
    void keysAreAskedForWhereNobodyListens(String url, boolean isAllowed) {
        assertThat(AwsContainer.isAllowed(URI.create(url))).isEqualTo(isAllowed);
    }

    @Test
    void anInstanceIsAskedForATokenThenForItsRoleThenForItsKey() {
        GrantStep token = new AwsInstance(SCOPE, AwsInstance.SERVICE).begin(NOW);
        GrantStep role = answer(token, 200, "AQAE-token");
        GrantStep key = answer(role, 200, "gateway-role\n");

        assertThat(ask(token).call().method()).isEqualTo(HttpMethod.PUT);
        assertThat(ask(token).call().url()).hasToString("http://169.254.169.254/latest/api/token");
        assertThat(ask(token).call().fields()).isEqualTo(Map.of("x-aws-ec2-metadata-token-ttl-seconds", "300"));
        assertThat(ask(role).call().url())
                .hasToString("http://169.254.169.254/latest/meta-data/iam/security-credentials/");
        assertThat(ask(role).call().fields()).isEqualTo(Map.of("x-aws-ec2-metadata-token", "AQAE-token"));
        assertThat(ask(key).call().url())
                .hasToString("http://169.254.169.254/latest/meta-data/iam/security-credentials/gateway-role");
        assertThat(ask(key).call().fields()).isEqualTo(Map.of("x-aws-ec2-metadata-token", "AQAE-token"));
        assertThat(granted(answer(key, 200, KEY)).authorization()).isEqualTo(SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "..", "a/b", "a?b", "a b", "<html>", "a\u0000"})
    void aRoleThatLeadsElsewhereIsRefused(String role) {
        GrantStep asked = answer(new AwsInstance(SCOPE, AwsInstance.SERVICE).begin(NOW), 200, "token");

        assertThat(reason(answer(asked, 200, role))).isEqualTo("the answer has no usable role");
    }

    @Test
    void anInstanceThatAnswersNoneOfThatIsRefused() {
        GrantStep token = new AwsInstance(SCOPE, AwsInstance.SERVICE).begin(NOW);
        GrantStep role = answer(token, 200, "token");
        GrantStep key = answer(role, 200, "role");

        assertThat(reason(answer(token, 403, ""))).isEqualTo("status 403");
        assertThat(reason(answer(token, 200, "a b"))).isEqualTo("the answer has no usable token");
        assertThat(reason(answer(role, 404, ""))).isEqualTo("status 404 for the role: the machine may have none");
        assertThat(reason(answer(key, 500, ""))).isEqualTo("status 500");
        assertThat(reason(answer(key, 200, "{\"Code\":\"AssumeRoleUnauthorizedAccess\"}")))
                .isEqualTo("the answer has no usable access key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "ASIA1"       | "A\\r\\nB"   | the answer has no usable access key
                    "s/e+c"       | "canary x"   | the answer has no usable access key
                    "s/e+c"       | null         | the answer has no usable access key
                    "tok=="       | ""           | the answer has no usable session token
                    "tok=="       | {"a":1}      | the answer has no usable session token
                    "Expiration"  | "Later"      | the answer has no usable expiration
                    """)
    void aKeyThatIsNoneIsRefused(String from, String to, String reason) throws IOException {
        GrantStep step = new AwsContainer(SCOPE, CONTAINER, null, null).begin(NOW);

        assertThat(reason(answer(step, 200, KEY.replace(from, to)))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 3600",
        "1, 1",
        "0, 0",
        "-3600, 0",
        "31536000, 604800",
    })
    void theLifeOfAKeyIsReckonedByThisClock(long expiresIn, long lifeSeconds) throws IOException {
        GrantStep asked = new AwsContainer(SCOPE, CONTAINER, null, null).begin(NOW);

        GrantStep step = answer(
                asked,
                200,
                KEY.replace(EXPIRES, Instant.ofEpochSecond(NOW + expiresIn).toString()));

        if (lifeSeconds == 0) {
            assertThat(reason(step)).contains("expired before, by the clock of this machine");
        } else {
            assertThat(granted(step).lifeSeconds()).isEqualTo(lifeSeconds);
        }
    }

    private AwsWebIdentity webIdentity() throws IOException {
        Path file = Files.writeString(files.resolve("web-identity"), "eyJ.a+b.c\n");
        return new AwsWebIdentity(
                SCOPE, AwsWebIdentity.service("eu-west-1"), "arn:aws:iam::123456789012:role/gw", "penstock", file);
    }

    @Test
    void stsIsAskedForTheRoleOfAWebIdentity() throws IOException {
        GrantStep step = webIdentity().begin(NOW);

        GrantCall call = ask(step).call();

        assertThat(call.method()).isEqualTo(HttpMethod.POST);
        assertThat(call.url()).hasToString("https://sts.eu-west-1.amazonaws.com/");
        assertThat(call.fields()).containsEntry("content-type", "application/x-www-form-urlencoded");
        assertThat(call.body())
                .isEqualTo("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                        + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fgw"
                        + "&RoleSessionName=penstock&WebIdentityToken=eyJ.a%2Bb.c");
        assertThat(call.toString()).doesNotContain("eyJ");
        Granted granted = granted(answer(step, 200, sts("ASIA1", EXPIRES)));
        assertThat(granted.authorization()).isEqualTo(SIGNATURE);
        assertThat(granted.lifeSeconds()).isEqualTo(3600);
        assertThat(AwsWebIdentity.service("cn-north-1")).hasToString("https://sts.cn-north-1.amazonaws.com.cn");
    }

    /** As in the reference of STS. */
    private static String sts(String id, String expires) {
        return """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <SubjectFromWebIdentityToken>system:serviceaccount:default:gw</SubjectFromWebIdentityToken>
                    <Audience>sts.amazonaws.com</Audience>
                    <AssumedRoleUser>
                      <Arn>arn:aws:sts::123456789012:assumed-role/gw/penstock</Arn>
                      <AssumedRoleId>AROA:penstock</AssumedRoleId>
                    </AssumedRoleUser>
                    <Credentials>
                      <SessionToken>tok==</SessionToken>
                      <SecretAccessKey>s/e+c</SecretAccessKey>
                      <Expiration>%s</Expiration>
                      <AccessKeyId>%s</AccessKeyId>
                    </Credentials>
                  </AssumeRoleWithWebIdentityResult>
                  <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
                </AssumeRoleWithWebIdentityResponse>
                """.formatted(expires, id);
    }

    @Test
    void whatStsRefusesIsToldByItsCode() throws IOException {
        GrantStep step = webIdentity().begin(NOW);

        assertThat(reason(answer(step, 400, """
                <ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code>
                <Message>canary</Message></Error></ErrorResponse>"""))).isEqualTo("status 400, ExpiredTokenException");
        assertThat(reason(answer(step, 400, "<Code>canary canary</Code>"))).isEqualTo("status 400");
        assertThat(reason(answer(step, 503, "canary"))).isEqualTo("status 503");
        assertThat(reason(answer(step, 200, "<html>"))).isEqualTo("the answer has no usable access key");
        assertThat(reason(answer(step, 200, sts("&x;", EXPIRES)))).isEqualTo("the answer has no usable access key");
        assertThat(reason(answer(step, 200, sts("ASIA1", "x")))).isEqualTo("the answer has no usable expiration");
    }

    @Test
    void aFileThatIsNotThereFailsEachTimeUntilItIs() throws IOException {
        AwsWebIdentity identity = webIdentity();
        Files.delete(files.resolve("web-identity"));

        assertThatThrownBy(() -> identity.begin(NOW)).isInstanceOf(NoSuchFileException.class);
        Files.writeString(files.resolve("web-identity"), " ");
        assertThat(reason(identity.begin(NOW))).contains("the token in the file is empty");
        Files.writeString(files.resolve("web-identity"), "t");
        ask(identity.begin(NOW));
    }

    @Test
    void aSignatureCoversTargetHostTypeAndBody() {
        String hash = SigV4.hash("{}");

        Map<String, String> fields = SIGNATURE.fields(
                new AwsSignature.Signed("POST", "/model/m/converse?b=2&a=1", "h:1", "application/json", hash), NOW);

        SigV4.Request whole = new SigV4.Request(
                "POST",
                "/model/m/converse",
                "b=2&a=1",
                Map.of("host", "h:1", "content-type", "application/json"),
                hash);
        assertThat(fields).isEqualTo(new SigV4("eu-west-1", "bedrock").sign(whole, SIGNATURE.key(), NOW));
        assertThat(fields).containsOnlyKeys("x-amz-date", "x-amz-security-token", "authorization");
        assertThat(fields.get("authorization"))
                .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token");
        assertThat(SIGNATURE
                        .fields(new AwsSignature.Signed("GET", "/", "h", null, hash), NOW)
                        .get("authorization"))
                .contains("SignedHeaders=host;x-amz-date;x-amz-security-token");
        assertThat(SIGNATURE.toString()).doesNotContain("s/e+c").doesNotContain("tok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EU", "eu-west-1.evil.com", "a/b", "a\r\nb"})
    void aRegionThatCouldNotStandInAHostsNameIsRefused(String region) {
        assertThatThrownBy(() -> new AwsScope(region, "bedrock")).isInstanceOf(IllegalArgumentException.class);
    }
}
