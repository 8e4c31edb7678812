package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.penstock.codec.address.Networks;
import io.penstock.codec.http.HttpMethod;
import io.penstock.config.KeyUrl;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text as a URL that somebody else's document has: readers agree on where it leads, and that is not inside. */
final class FoundUrlFuzzTest {
    private static final AddressGuard GUARD = new AddressGuard(Networks.NONE);
    private static final KeyUrl DOCUMENT = KeyUrl.parse("https://id.example/document");

    @FuzzTest(maxDuration = "1m")
    void leadsWhereEveryReaderSeesItLead(byte[] input) throws MalformedURLException, UnknownHostException {
        String text = new String(input, StandardCharsets.UTF_8);
        KeyUrl url;
        try {
            url = KeyUrl.parseFound(text, DOCUMENT);
        } catch (IllegalArgumentException refused) {
            return;
        }
        Address address = FetchRequest.to(url.uri(), HttpMethod.GET, List.of(), "", new FetchRequest.Limits(1, 1))
                .address();
        readAlike(text, address);
        if (!url.isGuarded()) {
            assertThat(address).isEqualTo(Address.pinned("id.example", 443, true));
        } else if (GUARD.permits(address.host())) {
            leadsOutside(address.host());
        }
    }

    /** The JDK's older reader of URLs takes them apart by rules of its own. */
    private static void readAlike(String text, Address address) throws MalformedURLException {
        URL other = new URL(text);
        int port = other.getPort() < 0 ? other.getDefaultPort() : other.getPort();
        String host = other.getHost().replaceAll("[\\[\\]]", "");

        assertThat(text).matches("https?://[!-~]+");
        assertThat(other.getUserInfo()).isNull();
        assertThat(host).isEqualToIgnoringCase(address.host());
        assertThat(port).isEqualTo(address.port());
        assertThat(other.getProtocol()).isEqualTo(address.isTls() ? "https" : "http");
    }

    private static void leadsOutside(String host) throws UnknownHostException {
        if (host.indexOf(':') < 0 && !host.matches("[0-9.]+")) {
            assertThat(host).matches("[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9-]*");
            return;
        }
        // A literal: nothing is looked up.
        InetAddress address = InetAddress.getByName(host);
        assertThat(address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress())
                .isFalse();
        assertThat(GUARD.permits(address)).isTrue();
    }
}
