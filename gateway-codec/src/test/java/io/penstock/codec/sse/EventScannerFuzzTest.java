package io.penstock.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as a stream of events: the events that a reader line by line finds, however they are cut, and no byte twice or lost. */
final class EventScannerFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void findsTheEventsThatAReaderOfLinesFinds(byte[] input) {
        List<List<String>> events = Cuts.agreeOnFew(input, EventScannerFuzzTest::events);

        assertThat(events).isEqualTo(byLines(new String(input, StandardCharsets.ISO_8859_1)));
        readsEach(input);
    }

    /** The lines that are not empty of each whole event. */
    private static List<List<String>> events(List<ByteBuf> pieces) {
        EventScanner scanner = new EventScanner();
        List<List<String>> events = new ArrayList<>();
        StringBuilder event = new StringBuilder();
        for (ByteBuf piece : pieces) {
            int from = piece.readerIndex();
            for (int end = scanner.nextEnd(piece, from, piece.writerIndex());
                    end >= 0;
                    end = scanner.nextEnd(piece, from, piece.writerIndex())) {
                events.add(lines(event.append(text(piece, from, end)).toString(), events.isEmpty()));
                event.setLength(0);
                from = end;
            }
            event.append(text(piece, from, piece.writerIndex()));
        }
        return events;
    }

    private static String text(ByteBuf piece, int from, int to) {
        return piece.toString(from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static List<String> lines(String event, boolean isFirst) {
        return (isFirst ? event.replaceFirst("^\u00ef\u00bb\u00bf", "") : event)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** A byte order mark alone on the first line leaves that line empty. */
    private static List<List<String>> byLines(String text) {
        List<List<String>> events = new ArrayList<>();
        List<String> event = new ArrayList<>();
        String[] lines = text.replaceFirst("^\u00ef\u00bb\u00bf", "").split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            if (!lines[i].isEmpty()) {
                event.add(lines[i]);
            } else if (!event.isEmpty()) {
                events.add(event);
                event = new ArrayList<>();
            }
        }
        return events;
    }

    /** The ranges of an event lie in it. */
    private static void readsEach(byte[] input) {
        EventScanner scanner = new EventScanner();
        EventView view = new EventView();
        ByteBuf buffer = Unpooled.wrappedBuffer(input);
        int from = 0;
        for (int end = scanner.nextEnd(buffer, 0, input.length);
                end >= 0;
                end = scanner.nextEnd(buffer, from, input.length)) {
            view.read(buffer, from, end);
            assertThat(view.dataStart()).isBetween(from, view.dataEnd());
            assertThat(view.dataEnd()).isLessThanOrEqualTo(end);
            assertThat(view.nameStart()).isBetween(from, view.nameEnd());
            assertThat(view.nameEnd()).isLessThanOrEqualTo(end);
            from = end;
        }
    }
}
