package io.penstock.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the load asks for, over and over, on each of its connections.
 *
 * @param model named in the request, with its provider before a slash
 * @param connections how many, each with one request at a time (closed loop)
 * @param stream server-sent events or one JSON body
 * @param events timestamped events per stream
 * @param intervalMicros from one event of a stream to the next; 0 sends them as fast as they go
 * @param promptBytes length of the prompt, which makes up nearly all of the request
 * @param usageAsked whether {@code stream_options.include_usage} is set, as few clients do
 */
record Shape(
        String model,
        int connections,
        boolean stream,
        int events,
        int intervalMicros,
        int promptBytes,
        boolean usageAsked) {
    /** A model of the provider that speaks what the load speaks. */
    static final String MODEL = "openai/gpt-4o-mini";

    /** A prompt as chats begin with. */
    static final int PROMPT_BYTES = 700;

    private static final String PATH = "/v1/chat/completions";

    static Shape json(int connections, int promptBytes) {
        return new Shape(MODEL, connections, false, 1, 0, promptBytes, false);
    }

    static Shape sse(int connections, int events, int intervalMicros) {
        return new Shape(MODEL, connections, true, events, intervalMicros, PROMPT_BYTES, false);
    }

    /** The same asked of another model. */
    Shape of(String other) {
        return new Shape(other, connections, stream, events, intervalMicros, promptBytes, usageAsked);
    }

    /** Frames of a whole answer: role, events, finish, usage if asked for, {@code [DONE]}; none where it is JSON. */
    int frames() {
        return stream ? events + (usageAsked ? 4 : 3) : 0;
    }

    /**
     * The whole request. How the upstream shall answer stands in the prompt, which every proxy passes on, also one that translates.
     */
    ByteBuffer request(int port, String credential) {
        String body = "{\"model\":\"" + model + "\",\"stream\":" + stream
                + (usageAsked ? ",\"stream_options\":{\"include_usage\":true}" : "")
                + ",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
                + "{\"role\":\"user\",\"content\":\"events:" + events + " interval_micros:"
                + intervalMicros + " " + "lorem ipsum ".repeat(promptBytes / 12) + "\"}],"
                + "\"temperature\":0.7,\"max_tokens\":1000}";
        String head = String.join(
                "\r\n",
                "POST " + PATH + " HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                "Authorization: Bearer " + credential,
                "Content-Type: application/json",
                "Accept: " + (stream ? "text/event-stream" : "application/json"),
                "User-Agent: penstock-benchmarks",
                "Content-Length: " + body.length(),
                "",
                "");
        byte[] bytes = (head + body).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
