package io.penstock.provider;

import io.penstock.credential.CredentialKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a provider is at an address that is not its compatible API's (Google): it speaks its own dialect there, and nothing else.
 *
 * @param unlessSuffix what the address of the compatible API ends with
 * @param credential how it is told there who calls
 * @param chats where it takes a chat there, by dialect
 * @param models how its list of models is read there
 */
public record OwnApi(String unlessSuffix, CredentialKind credential, Map<String, ChatPath> chats, ModelList models) {
    /** Keeps its own copy. */
    public OwnApi {
        chats = new LinkedHashMap<>(chats);
    }
}
