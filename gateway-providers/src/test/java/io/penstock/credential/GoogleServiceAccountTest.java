package io.penstock.credential;

import static io.penstock.credential.Grants.NOW;
import static io.penstock.credential.Grants.answer;
import static io.penstock.credential.Grants.ask;
import static io.penstock.credential.Grants.granted;
import static io.penstock.credential.Grants.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantStep.Granted;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoogleServiceAccountTest {
    private static final KeyPair PAIR = pair();
    private static final String EMAIL = "gateway@p.iam.gserviceaccount.com";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String json() {
        String pem = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(PAIR.getPrivate().getEncoded())
                .replace("\n", "\\n");
        return """
                {"type":"service_account","project_id":"p","private_key_id":"k1","client_email":"%s",
                 "private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
                 "token_uri":"https://oauth2.googleapis.com/token"}
                """.formatted(EMAIL, pem);
    }

    @Test
    void asksForATokenWithAClaimThatItsKeySigned() throws Exception {
        GoogleServiceAccount account = GoogleServiceAccount.parse(json());

        GrantCall call = ask(account.begin(NOW)).call();

        assertThat(call.method()).isEqualTo(HttpMethod.POST);
        assertThat(call.url()).hasToString("https://oauth2.googleapis.com/token");
        assertThat(call.fields()).containsEntry("content-type", "application/x-www-form-urlencoded");
        String form = URLDecoder.decode(call.body(), StandardCharsets.UTF_8);
        String prefix = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=";
        assertThat(form).startsWith(prefix);
        String[] jwt = form.substring(prefix.length()).split("\\.", -1);
        assertThat(decoded(jwt[0]).toString())
                .isEqualTo(JSON.readTree("{\"kid\":\"k1\",\"typ\":\"JWT\",\"alg\":\"RS256\"}")
                        .toString());
        JsonNode claims = decoded(jwt[1]);
        assertThat(claims.path("iss").asText()).isEqualTo(EMAIL);
        assertThat(claims.path("aud").asText()).isEqualTo("https://oauth2.googleapis.com/token");
        assertThat(claims.path("scope").asText()).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        assertThat(claims.path("iat").asLong()).isEqualTo(NOW - 30);
        assertThat(claims.path("exp").asLong()).isEqualTo(NOW + 3570);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(PAIR.getPublic());
        signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
    }

    private static JsonNode decoded(String part) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(part));
    }

    @Test
    void takesTheTokenOfTheAnswer() {
        Granted granted = granted(answer(
                GoogleServiceAccount.parse(json()).begin(NOW),
                200,
                "{\"access_token\":\"ya29.token\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"));

        assertThat(granted.lifeSeconds()).isEqualTo(3599);
        assertThat(granted.authorization())
                .isEqualTo(new KeyCredential(CredentialKind.BEARER, Secret.of("ya29.token")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    200 | {"expires_in":3599}                              | the answer has no usable access_token
                    200 | {"access_token":"","expires_in":3599}            | the answer has no usable access_token
                    200 | {"access_token":7,"expires_in":3599}             | the answer has no usable access_token
                    200 | {"access_token":"canary x","expires_in":3599}    | the answer has no usable access_token
                    200 | {"access_token":"a\\r\\nb: c","expires_in":3599} | the answer has no usable access_token
                    200 | {"access_token":"canary"}                        | the answer has no usable expires_in
                    200 | {"access_token":"canary","expires_in":0}         | the answer has no usable expires_in
                    200 | {"access_token":"canary","expires_in":-5}        | the answer has no usable expires_in
                    200 | {"access_token":"canary","expires_in":"soon"}    | the answer has no usable expires_in
                    200 | <html>canary                                     | the answer has no usable access_token
                    200 | ''                                               | the answer has no usable access_token
                    200 | []                                               | the answer has no usable access_token
                    400 | {"error":"invalid_grant","error_description":"canary"} | status 400, invalid_grant
                    400 | {"error":{"code":400,"message":"canary"}}        | status 400
                    401 | {"error":"canary canary"}                        | status 401
                    302 | ''                                               | status 302
                    503 | canary                                           | status 503
                    """)
    void refusesAnAnswerThatGrantsNothingAndRepeatsNothingOfIt(int status, String body, String reason) {
        GrantStep step = answer(GoogleServiceAccount.parse(json()).begin(NOW), status, body);

        assertThat(reason(step)).isEqualTo(reason).doesNotContain("canary");
    }

    @Test
    void aLifeWithoutEndIsCapped() {
        String body = "{\"access_token\":\"t\",\"expires_in\":9223372036854775807}";

        assertThat(granted(answer(GoogleServiceAccount.parse(json()).begin(NOW), 200, body))
                        .lifeSeconds())
                .isEqualTo(7 * 24 * 3600);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary",
                "",
                "{}",
                "[\"canary\"]",
                "{\"type\":\"authorized_user\",\"client_email\":\"canary\",\"private_key\":\"canary\"}",
                "{\"type\":\"service_account\",\"private_key\":\"canary\"}",
                "{\"type\":\"service_account\",\"client_email\":\"canary\",\"private_key\":\"canary\"}",
                "{\"type\":\"service_account\",\"client_email\":\"canary\",\"private_key\":\"Y2FuYXJ5\"}",
            })
    void refusesWhatIsNoKeyOfAnAccountAndRepeatsNothingOfIt(String json) {
        assertThatThrownBy(() -> GoogleServiceAccount.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("service account: not shown")
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h/token", "token", "https://user:canary@h/token", "https://", "http:// h"})
    void refusesATokenUriThatIsNone(String uri) {
        String json = json().replace("https://oauth2.googleapis.com/token", uri);

        assertThatThrownBy(() -> GoogleServiceAccount.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void isEqualToTheSameKeyAndShowsNothingOfIt() {
        GoogleServiceAccount account = GoogleServiceAccount.parse(json());

        assertThat(account).isEqualTo(GoogleServiceAccount.parse(json())).hasToString("service account " + EMAIL);
        assertThat(account.hashCode())
                .isEqualTo(GoogleServiceAccount.parse(json()).hashCode());
        assertThat(account).isNotEqualTo(GoogleServiceAccount.parse(json().replace("\"k1\"", "\"k2\"")));
        assertThat(account.project()).isEqualTo("p");
        assertThat(ask(account.begin(NOW)).toString()).doesNotContain("assertion");
    }

    @Test
    void theMetadataServerIsAskedWithItsField() {
        GrantStep step = new GoogleMetadata(GoogleMetadata.SERVER).begin(NOW);

        GrantCall call = ask(step).call();

        assertThat(call.method()).isEqualTo(HttpMethod.GET);
        assertThat(call.url())
                .hasToString(
                        "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
                                + "?scopes=https://www.googleapis.com/auth/cloud-platform");
        assertThat(call.fields()).containsExactlyEntriesOf(Map.of("metadata-flavor", "Google"));
        assertThat(granted(answer(step, 200, "{\"access_token\":\"t\",\"expires_in\":299}"))
                        .lifeSeconds())
                .isEqualTo(299);
        assertThat(reason(answer(step, 404, "<html>"))).isEqualTo("status 404");
    }
}
