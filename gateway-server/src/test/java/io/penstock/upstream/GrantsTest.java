package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.credential.Authorization;
import io.penstock.credential.AwsInstance;
import io.penstock.credential.AwsKey;
import io.penstock.credential.AwsScope;
import io.penstock.credential.AwsSignature;
import io.penstock.credential.AwsWebIdentity;
import io.penstock.credential.Credential;
import io.penstock.credential.GoogleMetadata;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.Secret;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Catalogue;
import io.penstock.provider.Endpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against servers that answer as those of the clouds do. */
final class GrantsTest {
    private static final AwsScope SCOPE = new AwsScope("eu-west-1", "bedrock");
    private static final AwsSignature SIGNATURE =
            SCOPE.signature(new AwsKey("ASIA1", Secret.of("secret"), Secret.of("session")));

    private final OneLoop rig = new OneLoop();
    private final CannedServer server = new CannedServer(request -> "");

    @TempDir
    private Path files;

    @AfterEach
    void closeAll() {
        rig.close();
        server.close();
    }

    private static Endpoint endpoint(Credential credential) {
        return new Endpoint(
                Objects.requireNonNull(Catalogue.bundled().find("openai")),
                BaseUrl.parse("http://127.0.0.1:1/v1"),
                List.of(credential));
    }

    /** What a request would be authorized with; null where with nothing. */
    private @Nullable Authorization authorized(Credential credential) throws Exception {
        CompletableFuture<@Nullable Authorization> told = new CompletableFuture<>();
        GrantListener listener = new GrantListener() {
            @Override
            public void onAuthorized(@Nullable Authorization authorization) {
                told.complete(authorization);
            }

            @Override
            public void onUnauthorized() {
                told.complete(null);
            }
        };
        rig.loop().execute(() -> rig.grants().authorize(credential, rig.loop(), listener));
        return told.get(20, TimeUnit.SECONDS);
    }

    private static String key() {
        return CannedServer.json("""
                {"AccessKeyId":"ASIA1","SecretAccessKey":"secret","Token":"session","Expiration":"%s"}""".formatted(Instant.now().plusSeconds(3600)));
    }

    @Test
    void aTokenOfTheMetadataServerAuthorizes() throws Exception {
        server.script(request -> CannedServer.json("{\"access_token\":\"ya29\",\"expires_in\":300}"));
        Credential credential = new GoogleMetadata(URI.create(server.url()));

        rig.grants().follow(List.of(endpoint(credential)));

        assertThat(authorized(credential))
                .isInstanceOfSatisfying(
                        KeyCredential.class,
                        key -> assertThat(key.headerValue()).isEqualTo("Bearer ya29"));
        CannedServer.Request request = server.take();
        assertThat(request.line())
                .isEqualTo("GET /computeMetadata/v1/instance/service-accounts/default/token"
                        + "?scopes=https://www.googleapis.com/auth/cloud-platform HTTP/1.1");
        assertThat(request.head()).contains("metadata-flavor: Google\r\n").contains("host: 127.0.0.1:" + server.port());
    }

    @Test
    void aKeyOfAMachinesRoleAuthorizes() throws Exception {
        server.script(request -> switch (request.line()) {
            case "PUT /latest/api/token HTTP/1.1" ->
                request.head().contains("content-length: 0\r\n")
                        ? CannedServer.answer(200, "text/plain", "imds")
                        : CannedServer.answer(411, "text/plain", "");
            case "GET /latest/meta-data/iam/security-credentials/ HTTP/1.1" ->
                request.head().contains("x-aws-ec2-metadata-token: imds\r\n")
                        ? CannedServer.answer(200, "text/plain", "role")
                        : CannedServer.answer(401, "text/plain", "");
            case "GET /latest/meta-data/iam/security-credentials/role HTTP/1.1" -> key();
            default -> CannedServer.answer(404, "text/plain", "");
        });
        Credential credential = new AwsInstance(SCOPE, URI.create(server.url()));

        rig.grants().follow(List.of(endpoint(credential)));

        assertThat(authorized(credential)).isEqualTo(SIGNATURE);
    }

    @Test
    void aKeyForAWebIdentityAuthorizes() throws Exception {
        server.script(request -> request.body().endsWith("&WebIdentityToken=eyJ")
                ? CannedServer.answer(
                        200, "text/xml", """
                        <R><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                        <SessionToken>session</SessionToken><Expiration>%s</Expiration></Credentials></R>
                        """.formatted(Instant.now().plusSeconds(3600)))
                : CannedServer.answer(400, "text/xml", "<Code>InvalidIdentityToken</Code>"));
        Path file = Files.writeString(files.resolve("token"), "eyJ");
        Credential credential =
                new AwsWebIdentity(SCOPE, URI.create(server.url()), "arn:aws:iam::1:role/r", "penstock", file);

        rig.grants().follow(List.of(endpoint(credential)));

        assertThat(authorized(credential)).isEqualTo(SIGNATURE);
        assertThat(server.take().line()).isEqualTo("POST / HTTP/1.1");
    }

    @Test
    void nothingAuthorizesWhereNothingIsGranted() throws Exception {
        server.script(request -> CannedServer.answer(403, "text/plain", "no"));
        Credential credential = new GoogleMetadata(URI.create(server.url()));

        rig.grants().follow(List.of(endpoint(credential)));

        assertThat(authorized(credential)).isNull();
    }

    @Test
    void aReloadKeepsWhatWasGrantedToAnEqualCredential() throws Exception {
        server.script(request -> CannedServer.json("{\"access_token\":\"ya29\",\"expires_in\":300}"));
        Credential before = new GoogleMetadata(URI.create(server.url()));
        Credential after = new GoogleMetadata(URI.create(server.url()));
        rig.grants().follow(List.of(endpoint(before), endpoint(before)));
        assertThat(authorized(before)).isNotNull();
        server.script(request -> CannedServer.answer(500, "text/plain", ""));

        rig.grants().follow(List.of(endpoint(after)));

        assertThat(authorized(after)).isNotNull();
        assertThat(authorized(before)).as("of an exchange in flight").isNotNull();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aCredentialThatIsGoneServesExchangesInFlightUntilTheNextReload() throws Exception {
        server.script(request -> CannedServer.json("{\"access_token\":\"ya29\",\"expires_in\":300}"));
        Credential gone = new GoogleMetadata(URI.create(server.url()));
        rig.grants().follow(List.of(endpoint(gone)));
        assertThat(authorized(gone)).isNotNull();

        rig.grants().follow(List.of());
        assertThat(authorized(gone)).isNotNull();
        rig.grants().follow(List.of());

        assertThat(authorized(gone)).isNull();
    }
}
