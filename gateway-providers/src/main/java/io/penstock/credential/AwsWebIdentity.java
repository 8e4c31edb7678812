package io.penstock.credential;

import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantStep.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key of a role that a token of someone else's proves the right to, such as one of Kubernetes (STS AssumeRoleWithWebIdentity, version
 * 2011-06-15).
 *
 * @param service the address of STS
 * @param tokenFile holds the token, and is written anew from time to time
 * @param sessionName what the calls are booked under at AWS
 */
public record AwsWebIdentity(AwsScope scope, URI service, String roleArn, String sessionName, Path tokenFile)
        implements GrantedCredential {

    /** STS in a region: the global one is one region's, and far from most. */
    public static URI service(String region) {
        String suffix = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
        return URI.create("https://sts." + region + suffix);
    }

    @Override
    public String grantor() {
        return "STS";
    }

    @Override
    public GrantStep begin(long nowSeconds) throws IOException {
        String token = Files.readString(tokenFile).strip();
        if (!Secret.isUsable(token)) {
            return new Refused("the token in the file is empty or not of visible characters");
        }
        String form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=" + escaped(roleArn)
                + "&RoleSessionName=" + escaped(sessionName)
                + "&WebIdentityToken=" + escaped(token);
        Map<String, String> fields =
                Map.of("content-type", "application/x-www-form-urlencoded", "accept", "application/xml");
        return new Ask(new GrantCall(HttpMethod.POST, service.resolve("/"), fields, form), this::read);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The elements that matter hold plain text and stand once each in what STS writes: no parser of XML with all that it can do. */
    private GrantStep read(int status, byte[] body, long nowSeconds) {
        String xml = new String(body, StandardCharsets.UTF_8);
        if (!GrantAnswer.isOk(status)) {
            String code = element(xml, "Code");
            boolean isCode = code != null && code.matches("[A-Za-z]{1,40}");
            return new Refused("status " + status + (isCode ? ", " + code : ""));
        }
        String id = element(xml, "AccessKeyId");
        return GrantAnswer.key(
                scope,
                new GrantAnswer.AwsParts(
                        id == null ? "" : id,
                        element(xml, "SecretAccessKey"),
                        element(xml, "SessionToken"),
                        element(xml, "Expiration")),
                nowSeconds);
    }

    private static @Nullable String element(String xml, String name) {
        Matcher found = Pattern.compile("<" + name + ">\\s*([^<&]*?)\\s*</" + name + ">")
                .matcher(xml);
        return found.find() ? found.group(1) : null;
    }
}
