package io.penstock.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventScannerTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            data: x~~,                              data: x~~
            data: x~data: y~~,                      data: x~data: y~~
            data: x~~data: y~~,                     data: x~~|data: y~~
            data: x^~^~data: y^~^~,                 data: x^~^~|data: y^~^~
            data: x^^data: y^^,                     data: x^^|data: y^^
            data: x~^~data: y^^data: z^~~,          data: x~^~|data: y^^|data: z^~~
            : ping~~data: x~~,                      : ping~~|data: x~~
            ~~~data: x~~,                           ~~~data: x~~
            data: x~~~~data: y~~,                   data: x~~|~~data: y~~
            data: x~~^^data: y~~,                   data: x~~|^^data: y~~
            data: x~data: y,                        ''
            data: x~~data: y~,                      data: x~~
            x~~,                                    x~~
            B~data: x~~,                            B~data: x~~
            Bdata: x~~,                             Bdata: x~~
            ~Bdata: x~~~B~~,                        ~Bdata: x~~|~B~~
            """)
    void endsAnEventAfterTheEmptyLineThatFollowsALine(String input, String events) {
        byte[] bytes = bytes(input);

        List<String> found = Cuts.agree(bytes, pieces -> bare(events(pieces)));

        assertThat(found).isEqualTo(bare(split(events)));
        assertThat(events(List.of(Unpooled.wrappedBuffer(bytes)))).isEqualTo(split(events));
    }

    @Test
    void givesTheBytesOfEveryEventInOrderHoweverCut() {
        byte[] bytes = bytes("Bdata: x^~^~~id: 1^^: c~~~data: y~^~^data: [DONE]^^");

        Cuts.each(
                bytes,
                pieces -> assertThat(String.join("", events(pieces)))
                        .isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource({"^~,1", "^x,0", "^^,0"})
    void sparesAnLfThatCompletesTheLineEndOfTheRangeBefore(String lineEnd, int skipped) {
        byte[] bytes = bytes("data: x^~" + lineEnd + "data: y");
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        EventScanner scanner = new EventScanner();
        int cut = "data: x\r\n\r".length();

        int end = scanner.nextEnd(buffer, 0, cut);
        int start = scanner.skipLateLf(buffer, cut, bytes.length);

        assertThat(end).isEqualTo(cut);
        assertThat(start - cut).isEqualTo(skipped);
    }

    @Test
    void endsAtOnceAfterABareCarriageReturnThatEndsTheRange() {
        EventScanner scanner = new EventScanner();
        ByteBuf first = Unpooled.wrappedBuffer(bytes("data: x^~^"));
        ByteBuf second = Unpooled.wrappedBuffer(bytes("~data: y^~^~"));

        int firstEnd = scanner.nextEnd(first, 0, first.writerIndex());
        boolean isAtBoundary = scanner.isAtBoundary();
        int secondEnd = scanner.nextEnd(second, 0, second.writerIndex());

        assertThat(firstEnd).isEqualTo(first.writerIndex());
        assertThat(isAtBoundary).isTrue();
        assertThat(secondEnd).isEqualTo(second.writerIndex());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',            true
            ~,             true
            ^~,            true
            d,             false
            data: x~,      false
            data: x~~,     true
            data: x~~~,    true
            data: x~~d,    false
            : ping~,       false
            """)
    void saysWhetherSomethingOfAnEventIsPending(String input, boolean isAtBoundary) {
        EventScanner scanner = new EventScanner();
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes(input));

        for (int at = 0; at >= 0; ) {
            at = scanner.nextEnd(buffer, at, buffer.writerIndex());
        }

        assertThat(scanner.isAtBoundary()).isEqualTo(isAtBoundary);
    }

    @Test
    void startsAnewAfterAReset() {
        EventScanner scanner = new EventScanner();
        scanner.nextEnd(Unpooled.wrappedBuffer(bytes("data: x~")), 0, 8);

        scanner.reset();

        assertThat(scanner.isAtBoundary()).isTrue();
        assertThat(scanner.nextEnd(Unpooled.wrappedBuffer(bytes("~data: y~~")), 0, 10))
                .isEqualTo(10);
    }

    @Test
    void allocatesNothing() {
        EventScanner scanner = new EventScanner();
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes("data: {\"text\":\"a longer line than a word\"}~~".repeat(8)));

        double allocated = Allocation.bytesPerCall(200_000, () -> {
            for (int at = 0; at >= 0; ) {
                at = scanner.nextEnd(buffer, at, buffer.writerIndex());
            }
        });

        assertThat(allocated).isLessThan(1);
    }

    @TestFactory
    List<DynamicTest> findsEveryEventOfTheRecordedStreams() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.openAiFamily("stream")) {
            tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                String stream = new String(Fixtures.stream(row), StandardCharsets.ISO_8859_1);

                List<String> found = events(List.of(Unpooled.wrappedBuffer(bytes(stream))));

                assertThat(found).hasSize(stream.replaceAll("\n+$", "\n\n").split("\n\n+", -1).length - 1);
            }));
        }
        return tests;
    }

    /** What the pieces hold, cut at event ends; an event that began in an earlier piece is joined. */
    private static List<String> events(List<ByteBuf> pieces) {
        EventScanner scanner = new EventScanner();
        List<String> events = new ArrayList<>();
        String held = "";
        for (ByteBuf piece : pieces) {
            int at = piece.readerIndex();
            int end = scanner.nextEnd(piece, at, piece.writerIndex());
            while (end >= 0) {
                events.add(held + piece.toString(at, end - at, StandardCharsets.ISO_8859_1));
                held = "";
                at = end;
                end = scanner.nextEnd(piece, at, piece.writerIndex());
            }
            held += piece.toString(at, piece.writerIndex() - at, StandardCharsets.ISO_8859_1);
        }
        return events;
    }

    /** Without the line ends around them, whose place may depend on the cut. */
    private static List<String> bare(List<String> events) {
        List<String> bare = new ArrayList<>();
        for (String event : events) {
            bare.add(event.replaceAll("^[\r\n]+|[\r\n]+$", ""));
        }
        return bare;
    }

    private static List<String> split(String events) {
        return events.isEmpty() ? List.of() : List.of(decode(events).split("\\|", -1));
    }

    private static byte[] bytes(String text) {
        return decode(text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String decode(String text) {
        return text.replace('~', '\n').replace('^', '\r').replace("B", "\u00EF\u00BB\u00BF");
    }
}
