package io.penstock.dialect.anthropic.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Streams of the dialect, one event a line. */
final class Sse {
    static final String START = "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',"
            + "'model':'claude-x','content':[],'stop_reason':null,'usage':{'input_tokens':10,'output_tokens':1}}}\n";
    static final String STOP = "{'type':'message_stop'}\n";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Sse() {}

    /** Frames each line as an event, and single quotes as double ones. */
    static String of(String lines) {
        StringBuilder stream = new StringBuilder();
        for (String line : lines.replace('\'', '"').split("\n", -1)) {
            if (!line.isBlank()) {
                stream.append("event: ").append(type(line)).append("\ndata: ");
                stream.append(line.strip()).append("\n\n");
            }
        }
        return stream.toString();
    }

    private static String type(String line) {
        try {
            return MAPPER.readTree(line).path("type").asText();
        } catch (JsonProcessingException e) {
            return "unknown";
        }
    }

    /** The end of a message. */
    static String end(String reason) {
        return "{'type':'message_delta','delta':{'stop_reason':'" + reason + "','stop_sequence':null},"
                + "'usage':{'output_tokens':5}}\n" + STOP;
    }

    /** A block of text. */
    static String text(int index, String... fragments) {
        StringBuilder block = new StringBuilder(
                "{'type':'content_block_start','index':" + index + ",'content_block':{'type':'text','text':''}}\n");
        for (String fragment : fragments) {
            block.append("{'type':'content_block_delta','index':")
                    .append(index)
                    .append(",'delta':{'type':'text_delta','text':'")
                    .append(fragment)
                    .append("'}}\n");
        }
        return block.append("{'type':'content_block_stop','index':" + index + "}\n")
                .toString();
    }
}
