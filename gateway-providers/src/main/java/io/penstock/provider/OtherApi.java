package io.penstock.provider;

import io.penstock.credential.CredentialKind;
import io.penstock.dialect.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a provider is at an address other than its usual one: Google speaks its own dialect where it is not asked for OpenAI's, Azure has a
 * model's deployment in the path where it is not asked for its {@code v1}.
 *
 * @param unlessSuffix what the usual address ends with
 * @param credential how it is told there who calls
 * @param paths the path of each operation that it has there
 * @param chats where it takes a chat there, by dialect
 * @param forms where it takes embeddings and rankings there
 * @param models how its list of models is read there
 */
public record OtherApi(
        String unlessSuffix,
        CredentialKind credential,
        Map<Operation, String> paths,
        Map<String, ChatPath> chats,
        Map<Operation, List<FormPath>> forms,
        ModelList models) {
    /** Keeps its own copy. */
    public OtherApi {
        paths = Map.copyOf(paths);
        chats = new LinkedHashMap<>(chats);
        forms = Map.copyOf(forms);
    }
}
