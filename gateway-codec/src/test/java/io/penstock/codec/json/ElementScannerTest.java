package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ElementScannerTest {

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', textBlock = """
            [{'a':1},{'b':[{},[2]]}]               # [{'a':1}|,{'b':[{},[2]]}|]|
            `[{'a':1}\r\n,\r\n{'b':2}\r\n]`        # `[{'a':1}|\r\n,\r\n{'b':2}|\r\n]|`
            ` [ {} , {} ] `                        # ` [ {}| , {}| ]| |`
            [{'a':'}]{[\\\\'},{'b':'\\''}]         # [{'a':'}]{[\\\\'}|,{'b':'\\''}|]|
            [{'}':'[','ü':'é\\u005d'},{}]          # [{'}':'[','ü':'é\\u005d'}|,{}|]|
            []                                     # []|
            [1,'a',{},null]                        # [1,'a',{}|,null]|
            [[1],[2]]                              # [[1]|,[2]|]|
            {'error':{'code':1},'x':[{}]}          # {'error':{'code':1},'x':[{}]}|
            [{'a':1},{'b'                          # [{'a':1}|,{'b'
            }                                      # }|
            """)
    void partsAnArrayHoweverCut(String array, String elements) {
        String parted = Cuts.agree(bytes(array), ElementScannerTest::parted);

        // What the pieces of a cut end with behind the array is an element of each piece.
        assertThat(parted).isEqualTo(elements.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "'[{', 1",
        "'[ {', 2",
        "'\r\n,\t{', 4",
        "'{', 0",
        "'\r\n]', 2",
        "'  ', 2",
    })
    void saysWhereTheElementItselfBegins(String text, int start) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);

        assertThat(ElementScanner.startOf(buffer, 0, buffer.writerIndex())).isEqualTo(start);
    }

    @Test
    void whatStandsBehindTheArrayWaitsForNothing() {
        ElementScanner scanner = new ElementScanner();
        ByteBuf buffer = Unpooled.copiedBuffer("[{}]\n{", StandardCharsets.US_ASCII);

        assertThat(scanner.nextEnd(buffer, 0, 6)).isEqualTo(3);
        assertThat(scanner.nextEnd(buffer, 3, 6)).isEqualTo(4);
        assertThat(scanner.nextEnd(buffer, 4, 6)).isEqualTo(6);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /** The elements, each with a mark behind it. */
    private static String parted(List<ByteBuf> pieces) {
        ElementScanner scanner = new ElementScanner();
        ByteBuf parted = Unpooled.buffer();
        for (ByteBuf piece : pieces) {
            int at = piece.readerIndex();
            while (at < piece.writerIndex()) {
                int end = scanner.nextEnd(piece, at, piece.writerIndex());
                int to = end < 0 ? piece.writerIndex() : end;
                parted.writeBytes(piece, at, to - at);
                if (end >= 0) {
                    parted.writeByte('|');
                }
                at = to;
            }
        }
        return parted.toString(StandardCharsets.UTF_8);
    }
}
