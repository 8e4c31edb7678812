package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.penstock.codec.eventstream.FrameHeaders;
import io.penstock.codec.eventstream.FrameWriter;
import io.penstock.relay.Reading;
import java.nio.charset.StandardCharsets;

/**
 * How a stream of one dialect sounds: what comes before its first text, and the event that says a piece of it. Who asked for it releases
 * both.
 *
 * @param reading how its events are parted
 * @param prelude up to where text begins
 * @param delta one event of text
 */
record Talk(Reading reading, ByteBuf prelude, ByteBuf delta) {
    private static final String WORD = " therefore";

    private Talk(String prelude, String delta) {
        this(Reading.EVENTS, Samples.direct(prelude), Samples.direct(delta));
    }

    /** The talk of a provider that speaks that dialect. */
    static Talk of(String dialect) {
        return switch (dialect) {
            case "openai" -> new Talk(Samples.contentEvent(0), Samples.contentEvent(1));
            case "anthropic" -> anthropic();
            case "gemini" -> new Talk(gemini(""), gemini(WORD));
            case "responses" -> responses();
            case "cohere" -> cohere();
            case "bedrock" -> bedrock();
            default -> throw new IllegalArgumentException("dialect: " + dialect + " (expected: one that is known)");
        };
    }

    private static Talk anthropic() {
        String start = event(
                "message_start",
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_01\",\"type\":\"message\",\"role\":\"assistant\","
                        + "\"model\":\"claude\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":9}}}");
        String block = event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
        String delta = event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + WORD
                        + "\"}}");
        return new Talk(start + block, delta);
    }

    private static String gemini(String text) {
        return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + text
                + "\"}],\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":9,"
                + "\"candidatesTokenCount\":7,\"totalTokenCount\":16},\"modelVersion\":\"gemini\",\"responseId\":\"r\"}\r\n\r\n";
    }

    private static Talk responses() {
        String created = event(
                "response.created",
                "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"object\":"
                        + "\"response\",\"created_at\":1,\"status\":\"in_progress\",\"model\":\"m\",\"output\":[]}}");
        String item = event(
                "response.output_item.added",
                "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"id\":"
                        + "\"msg_1\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}");
        String delta = event(
                "response.output_text.delta",
                "{\"type\":\"response.output_text.delta\",\"sequence_number\":4,\"item_id\":\"msg_1\",\"output_index\":0,"
                        + "\"content_index\":0,\"delta\":\"" + WORD + "\",\"logprobs\":[]}");
        return new Talk(created + item, delta);
    }

    private static Talk cohere() {
        String start = event(
                "message-start",
                "{\"id\":\"c1\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[]}}}");
        String block = event(
                "content-start",
                "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}");
        String delta = event(
                "content-delta",
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"" + WORD
                        + "\"}}}}");
        return new Talk(start + block, delta);
    }

    private static Talk bedrock() {
        return new Talk(
                Reading.FRAMES,
                frame("messageStart", "{\"role\":\"assistant\"}"),
                frame(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + WORD + "\"},\"p\":\"abcdefgh\"}"));
    }

    private static ByteBuf frame(String type, String payload) {
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(256);
        FrameWriter writer = new FrameWriter();
        writer.begin(
                frame,
                FrameHeaders.of(":event-type", type, ":content-type", "application/json", ":message-type", "event"));
        frame.writeCharSequence(payload, StandardCharsets.UTF_8);
        writer.end();
        return frame;
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
