package io.penstock.identity.keyset;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.KeyUrl;
import io.penstock.upstream.CannedServer;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.OneLoop;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An issuer at one port of this machine, and something that is nobody's business at another. */
final class KeyFetcherTest {
    private final OneLoop rig = new OneLoop();
    private final CannedServer issuer = new CannedServer(request -> CannedServer.json("{}"));
    private final CannedServer inside = new CannedServer(request -> CannedServer.json("{}"));

    @AfterEach
    void stop() {
        issuer.close();
        inside.close();
        rig.close();
    }

    @Test
    void keysComeFromWhereTheOperatorSaysAndFromTheIssuersOwnHost() {
        KeyUrl place = KeyUrl.ofDiscovery(issuer.url());

        assertThat(fetch(place)).isEqualTo("200");
        assertThat(fetch(discovered(issuer.url() + "/keys", place))).isEqualTo("200");
        assertThat(fetch(KeyUrl.parse(inside.url() + "/keys"))).isEqualTo("200");
    }

    @Test
    void aDocumentDoesNotLeadInside() {
        KeyUrl place = KeyUrl.ofDiscovery(issuer.url());

        assertThat(fetch(discovered(inside.url() + "/keys", place))).isEqualTo("REFUSED");
        assertThat(fetch(discovered("http://localhost:" + inside.port() + "/keys", place)))
                .isEqualTo("REFUSED");
        assertThat(fetch(discovered("http://[::ffff:127.0.0.1]:" + inside.port() + "/keys", place)))
                .isEqualTo("REFUSED");

        assertThat(inside.connections()).isZero();
    }

    private KeyUrl discovered(String keys, KeyUrl place) {
        String json = "{\"issuer\":\"" + issuer.url() + "\",\"jwks_uri\":\"" + keys + "\"}";
        DiscoveryDocument document = DiscoveryDocument.read(json.getBytes(StandardCharsets.UTF_8), issuer.url(), place);
        return Objects.requireNonNull(document.keys(), document.reason());
    }

    private String fetch(KeyUrl url) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        new KeyFetcher(rig.loop(), rig.pool(), rig.loop()).accept(url, new FetchListener() {
            @Override
            public void onFetched(int status, byte[] body) {
                outcome.complete(Integer.toString(status));
            }

            @Override
            public void onFailed(FetchFailure failure) {
                outcome.complete(failure.name());
            }
        });
        return outcome.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
