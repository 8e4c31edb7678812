package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.credential.AwsContainer;
import io.penstock.credential.AwsInstance;
import io.penstock.credential.AwsSignature;
import io.penstock.credential.AwsWebIdentity;
import io.penstock.credential.Credential;
import io.penstock.credential.CredentialKind;
import io.penstock.credential.GoogleMetadata;
import io.penstock.credential.GoogleServiceAccount;
import io.penstock.credential.KeyCredential;
import io.penstock.dialect.Operation;
import io.penstock.provider.Catalogue;
import io.penstock.provider.Endpoint;
import io.penstock.provider.ModelList;
import io.penstock.provider.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CloudCredentialsTest {
    private static final Catalogue CATALOGUE = new Catalogue(List.of(
            provider("bedrock", CredentialKind.AWS, "https://bedrock-runtime.{REGION}.amazonaws.com"),
            provider("vertex", CredentialKind.GOOGLE, "https://{LOCATION:global=a.com|*=*-a.com}/{PROJECT}/{LOCATION}"),
            provider("vertex-anthropic", CredentialKind.GOOGLE, "https://a.com/{PROJECT}/{LOCATION}")));
    private static final String ID = "AKIACANARY";
    private static final String SECRET = "canary-secret-0123456789";

    @TempDir
    private Path files;

    private static Provider provider(String id, CredentialKind kind, String url) {
        return Provider.plain(
                id, List.of(), url, kind, Map.of(Operation.CHAT, "/chat"), Map.of(), ModelList.ofKnown(List.of("m")));
    }

    private static GatewayConfig load(Map<String, String> environment) {
        return ConfigLoader.load(null, environment, CATALOGUE);
    }

    private static List<String> findings(Map<String, String> environment) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(environment));
        return refused == null ? List.of() : refused.findings();
    }

    /** {@code A=b C=d}. */
    private static Map<String, String> environment(String text) {
        Map<String, String> environment = new HashMap<>();
        for (String pair : text.split(" ", -1)) {
            int equals = pair.indexOf('=');
            String value = pair.substring(equals + 1).replace("ID", ID).replace("SECRET", SECRET);
            environment.put(pair.substring(0, equals), value);
        }
        return environment;
    }

    private static Credential only(Endpoint endpoint) {
        assertThat(endpoint.credentials()).hasSize(1);
        return endpoint.credentials().get(0);
    }

    /** What the credential is, and what it is good for. */
    private static String kind(Credential credential) {
        if (credential instanceof KeyCredential key) {
            return key.headerValue();
        }
        if (credential instanceof AwsSignature signature) {
            String session = signature.key().sessionToken() == null ? "" : " session";
            return signature.key().id() + " " + signature.scope().region() + session;
        }
        return credential.getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    AWS_REGION=r-1 AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s | A1 r-1
                    AWS_DEFAULT_REGION=r-2 AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s AWS_SESSION_TOKEN=t | A1 r-2 session
                    AWS_REGION=r-1 AWS_DEFAULT_REGION=r-2 AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s | A1 r-1
                    BEDROCK_REGION=r-3 AWS_REGION=r-1 AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s | A1 r-3
                    AWS_REGION=r-1 AWS_BEARER_TOKEN_BEDROCK=b | Bearer b
                    AWS_REGION=r-1 AWS_BEARER_TOKEN_BEDROCK=b AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s | Bearer b
                    AWS_REGION=r-1 AWS_BEARER_TOKEN_BEDROCK= AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s | A1 r-1
                    AWS_REGION=r-1 BEDROCK_API_KEY=k AWS_BEARER_TOKEN_BEDROCK=b | Bearer k
                    AWS_REGION=r-1 BEDROCK_API_KEY=k AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s | Bearer k
                    AWS_REGION=r-1 BEDROCK_ACCESS_KEY_ID=A2 BEDROCK_SECRET_ACCESS_KEY=s AWS_BEARER_TOKEN_BEDROCK=b | A2 r-1
                    AWS_REGION=r-1 AWS_WEB_IDENTITY_TOKEN_FILE=/t AWS_ROLE_ARN=arn | AwsWebIdentity
                    AWS_REGION=r-1 AWS_WEB_IDENTITY_TOKEN_FILE=/t AWS_ROLE_ARN=arn AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x | AwsWebIdentity
                    AWS_REGION=r-1 AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x | AwsContainer
                    AWS_REGION=r-1 AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1 AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/t | AwsContainer
                    BEDROCK_REGION=r-1 | AwsInstance
                    BEDROCK_API_URL=http://h AWS_REGION=r-1 | AwsInstance
                    """)
    void theFirstOfAwsCredentialsIsTaken(String environment, String kind) {
        GatewayConfig config = load(environment(environment));

        assertThat(config.providers().configured()).hasSize(1);
        assertThat(kind(only(config.providers().configured().get(0)))).isEqualTo(kind);
        assertThat(config.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_REGION=r-1",
                "AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s",
                "AWS_REGION=r-1 AWS_ACCESS_KEY_ID=A1",
                "AWS_REGION=r-1 AWS_WEB_IDENTITY_TOKEN_FILE=/t",
                "AWS_REGION=r-1 AWS_BEARER_TOKEN_BEDROCK=",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x",
                "GOOGLE_APPLICATION_CREDENTIALS=/nowhere",
                "GOOGLE_CLOUD_PROJECT=p GOOGLE_CLOUD_LOCATION=l",
            })
    void whatIsSaidOfACloudAtLargeConfiguresNobodyByItself(String environment) {
        GatewayConfig config = load(environment(environment));

        assertThat(config.providers().configured()).isEmpty();
        assertThat(config.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    AWS_BEARER_TOKEN_BEDROCK=SECRET | BEDROCK_REGION: not set
                    BEDROCK_API_KEY=SECRET | BEDROCK_REGION: not set
                    BEDROCK_ACCESS_KEY_ID=ID BEDROCK_SECRET_ACCESS_KEY=SECRET | BEDROCK_REGION: not set
                    BEDROCK_REGION=r-1 BEDROCK_ACCESS_KEY_ID=ID | BEDROCK_ACCESS_KEY_ID: not shown
                    BEDROCK_REGION=r-1 BEDROCK_ACCESS_KEY_ID=ID: BEDROCK_SECRET_ACCESS_KEY=SECRET | BEDROCK_ACCESS_KEY_ID: not shown
                    BEDROCK_REGION=r-1 BEDROCK_API_KEY=SECRET BEDROCK_ACCESS_KEY_ID=ID BEDROCK_SECRET_ACCESS_KEY=SECRET | BEDROCK_ACCESS_KEY_ID: not shown (expected: either
                    BEDROCK_REGION=r.evil.com BEDROCK_API_KEY=SECRET | BEDROCK_REGION: r.evil.com
                    VERTEX_CREDENTIALS_JSON=SECRET | VERTEX_CREDENTIALS_JSON: not shown
                    VERTEX_CREDENTIALS_FILE=/nowhere/SECRET | VERTEX_CREDENTIALS_FILE: not shown
                    VERTEX_PROJECT=p VERTEX_LOCATION=l GOOGLE_APPLICATION_CREDENTIALS=/nowhere/SECRET | GOOGLE_APPLICATION_CREDENTIALS: not shown
                    VERTEX_PROJECT=p | VERTEX_LOCATION: not set
                    VERTEX_LOCATION=l | VERTEX_PROJECT: not set
                    BEDROCK_API_URL=http://169.254.169.254/ BEDROCK_API_KEY=SECRET | BEDROCK_API_URL: not shown (expected: a provider,
                    BEDROCK_API_URL=http://[::ffff:a9fe:a9fe]/ BEDROCK_API_KEY=SECRET | BEDROCK_API_URL: not shown (expected: a provider,
                    VERTEX_API_URL=http://metadata.google.internal/x VERTEX_API_KEY=SECRET | VERTEX_API_URL: not shown (expected: a provider,
                    """)
    void whatIsSaidByNameAndCannotBeUsedIsFoundAndNotRepeated(String environment, String finding) {
        List<String> findings = findings(environment(environment));

        assertThat(findings).isNotEmpty().first().asString().startsWith(finding);
        assertThat(findings).noneMatch(text -> text.contains(ID) || text.contains("canary"));
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_REGION=r-1 AWS_ACCESS_KEY_ID=ID: AWS_SECRET_ACCESS_KEY=SECRET, AWS_ACCESS_KEY_ID cannot be used",
        "AWS_REGION=r-1 AWS_CONTAINER_CREDENTIALS_FULL_URI=http://SECRET.com/x, AWS_CONTAINER_CREDENTIALS_FULL_URI or its",
        "AWS_REGION=r-1 AWS_CONTAINER_CREDENTIALS_FULL_URI=:SECRET, AWS_CONTAINER_CREDENTIALS_FULL_URI or its",
        "AWS_REGION=r-1 AWS_BEARER_TOKEN_BEDROCK=SECRET\u00e9, AWS_BEARER_TOKEN_BEDROCK cannot be used",
    })
    void whatIsSaidOfACloudAtLargeAndCannotBeUsedIsWarnedOf(String environment, String warning) {
        GatewayConfig config = load(environment(environment));

        assertThat(config.warnings())
                .singleElement()
                .asString()
                .startsWith(warning)
                .doesNotContain("canary");
        assertThat(config.providers().configured()).isEmpty();
    }

    @Test
    void bedrocksTokenIsNotShownToAProviderOfTheOperatorsOwn() throws IOException {
        Path file = Files.writeString(
                files.resolve("gateway.yaml"), "providers: {own: {url: 'http://10.0.0.1', credential: aws}}");
        Map<String, String> environment = environment(
                "AWS_REGION=r-1 AWS_BEARER_TOKEN_BEDROCK=b" + " AWS_ACCESS_KEY_ID=A1 AWS_SECRET_ACCESS_KEY=s");

        List<Endpoint> configured =
                ConfigLoader.load(file, environment, CATALOGUE).providers().configured();

        assertThat(configured).extracting(Endpoint::id).containsExactly("bedrock", "own");
        assertThat(kind(only(configured.get(0)))).isEqualTo("Bearer b");
        assertThat(kind(only(configured.get(1)))).isEqualTo("A1 r-1");
        assertThat(configured.get(1).isSigned()).isTrue();
    }

    private static String account() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            String key = Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return """
                    {"type":"service_account","project_id":"of-the-account","private_key_id":"k",
                     "client_email":"a@b","private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----"}
                    """.formatted(key);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aServiceAccountServesAllOfVertexAndSaysItsProject() throws IOException {
        Path file = Files.writeString(files.resolve("account.json"), account());
        String path = file.toString();

        for (Map<String, String> environment : List.of(
                Map.of("VERTEX_LOCATION", "eu-1", "VERTEX_CREDENTIALS_FILE", path),
                Map.of("VERTEX_LOCATION", "eu-1", "GOOGLE_APPLICATION_CREDENTIALS", path),
                Map.of("GOOGLE_CLOUD_LOCATION", "eu-1", "VERTEX_CREDENTIALS_JSON", Files.readString(file)))) {
            List<Endpoint> configured = load(environment).providers().configured();

            assertThat(configured).extracting(Endpoint::id).containsExactly("vertex", "vertex-anthropic");
            assertThat(configured).allSatisfy(endpoint -> {
                assertThat(only(endpoint)).isInstanceOf(GoogleServiceAccount.class);
                assertThat(endpoint.url().path()).isEqualTo("/of-the-account/eu-1");
            });
            assertThat(configured.get(0).authority()).isEqualTo("eu-1-a.com");
            assertThat(only(configured.get(0))).isEqualTo(only(configured.get(1)));
        }
    }

    @Test
    void theMetadataServerIsAskedWhereNoAccountIsNamed() {
        List<Endpoint> configured = load(environment("VERTEX_PROJECT=p VERTEX_LOCATION=global"))
                .providers()
                .configured();

        assertThat(only(configured.get(0))).isEqualTo(new GoogleMetadata(GoogleMetadata.SERVER));
        assertThat(configured.get(0)).hasToString("vertex https://a.com/p/global (keys: 1)");
    }

    @Test
    void showsNothingOfThem() throws IOException {
        Map<String, String> environment = new HashMap<>(environment("BEDROCK_REGION=r-1"
                + " BEDROCK_ACCESS_KEY_ID=ID BEDROCK_SECRET_ACCESS_KEY=SECRET BEDROCK_SESSION_TOKEN=SECRET"));
        environment.put("VERTEX_LOCATION", "l");
        environment.put("VERTEX_CREDENTIALS_JSON", account());

        GatewayConfig config = load(environment);

        String shown = config + " "
                + config.providers().configured().stream()
                        .map(Endpoint::credentials)
                        .toList();
        assertThat(shown).doesNotContain("canary").doesNotContain("PRIVATE");
    }

    @Test
    void awsSourcesAreMadeOfWhatTheEnvironmentSays() {
        AwsWebIdentity identity = (AwsWebIdentity) only(load(environment(
                        "AWS_REGION=eu-1 AWS_WEB_IDENTITY_TOKEN_FILE=/t AWS_ROLE_ARN=arn AWS_ROLE_SESSION_NAME=s"))
                .providers()
                .configured()
                .get(0));
        AwsContainer container =
                (AwsContainer) only(load(environment("AWS_REGION=eu-1 AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/x"
                                + " AWS_CONTAINER_AUTHORIZATION_TOKEN=t"))
                        .providers()
                        .configured()
                        .get(0));
        AwsInstance instance = (AwsInstance) only(load(environment("BEDROCK_REGION=eu-1"))
                .providers()
                .configured()
                .get(0));

        assertThat(identity.service()).hasToString("https://sts.eu-1.amazonaws.com");
        assertThat(identity.roleArn()).isEqualTo("arn");
        assertThat(identity.sessionName()).isEqualTo("s");
        assertThat(identity.tokenFile()).isEqualTo(Path.of("/t"));
        assertThat(container.url()).hasToString("http://169.254.170.2/v2/x");
        assertThat(container.token()).isNotNull();
        assertThat(instance.base()).hasToString("http://169.254.169.254");
        assertThat(instance.scope().service()).isEqualTo("bedrock");
    }
}
