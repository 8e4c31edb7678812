package io.penstock.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** One answer of the demo provider in the shapes of Chat Completions; a word counts as a token. */
final class DemoAnswer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String id;
    private final String model;
    private final String text;
    private final int promptTokens;
    private final long created = System.currentTimeMillis() / 1000;

    DemoAnswer(String id, String model, String text, int promptTokens) {
        this.id = id;
        this.model = model;
        this.text = text;
        this.promptTokens = promptTokens;
    }

    /** The text in pieces, each a word with the blank before it. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int at = 1; at < text.length(); at++) {
            if (text.charAt(at) == ' ' && text.charAt(at - 1) != ' ') {
                words.add(text.substring(start, at));
                start = at;
            }
        }
        words.add(text.substring(start));
        return words;
    }

    ObjectNode whole() {
        ObjectNode message = JSON.objectNode().put("role", "assistant").put("content", text);
        message.putNull("refusal");
        ObjectNode choice = JSON.objectNode().put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs").put("finish_reason", "stop");
        ObjectNode answer = envelope("chat.completion");
        answer.putArray("choices").add(choice);
        answer.set("usage", usage());
        return answer;
    }

    ObjectNode role() {
        return chunk(JSON.objectNode().put("role", "assistant").put("content", ""));
    }

    ObjectNode delta(String content) {
        return chunk(JSON.objectNode().put("content", content));
    }

    ObjectNode finish() {
        ObjectNode chunk = chunk(JSON.objectNode());
        ((ObjectNode) chunk.path("choices").path(0)).put("finish_reason", "stop");
        return chunk;
    }

    ObjectNode usageChunk() {
        ObjectNode chunk = envelope("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", usage());
        return chunk;
    }

    private ObjectNode chunk(ObjectNode delta) {
        ObjectNode choice = JSON.objectNode().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("finish_reason");
        ObjectNode chunk = envelope("chat.completion.chunk");
        chunk.putArray("choices").add(choice);
        return chunk;
    }

    private ObjectNode usage() {
        int completionTokens = words().size();
        return JSON.objectNode()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
    }

    private ObjectNode envelope(String object) {
        return JSON.objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }
}
