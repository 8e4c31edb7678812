package io.penstock.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventViewTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            data: x~~,                         1, x,       ''
            data:x~~,                          1, x,       ''
            data:  x~~,                        1, ' x',    ''
            data~~,                            1, '',      ''
            data:~~,                           1, '',      ''
            data: x^~^~,                       1, x,       ''
            data: x^^,                         1, x,       ''
            event: e~data: x~~,                1, x,       e
            event:e~data:x~~,                  1, x,       e
            data: x~event: e~~,                1, x,       e
            event: a~event: bc~data: x~~,      1, x,       bc
            event~data: x~~,                   1, x,       ''
            data: x~data: y~~,                 2, x~y,     ''
            data: x~: c~event: e~data:y~~,     2, x~y,     e
            data~data:~data: z~~,              3, ~~z,     ''
            : data: x~~,                       0, '',      ''
            ~~data: x~~,                       1, x,       ''
            datax: x~~,                        0, '',      ''
            dat~eve~~,                         0, '',      ''
            events: e~~,                       0, '',      ''
            Data: x~~,                         0, '',      ''
            ' data: x~~',                      0, '',      ''
            id: 7~retry: 5~data: x~~,          1, x,       ''
            data: x,                           1, x,       ''
            """)
    void findsTheDataAndTheNameOfAnEvent(String event, int lines, String data, String name) {
        EventView view = new EventView();
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes("##" + event + "##"));
        ByteBuf joined = Unpooled.buffer();

        view.read(buffer, 2, buffer.writerIndex() - 2);
        view.joinData(buffer, buffer.writerIndex() - 2, joined);

        assertThat(view.dataLines()).isEqualTo(lines);
        assertThat(joined.toString(StandardCharsets.US_ASCII)).isEqualTo(decode(data));
        assertThat(text(buffer, view.nameStart(), view.nameEnd())).isEqualTo(name);
        assertThat(text(buffer, view.dataStart(), view.dataEnd()))
                .isEqualTo(decode(data).split("\n", 2)[0]);
    }

    @Test
    void passesAByteOrderMarkInTheFirstEventOnly() {
        EventView view = new EventView();
        ByteBuf buffer = Unpooled.wrappedBuffer("\uFEFFdata: x\n\n".getBytes(StandardCharsets.UTF_8));

        view.read(buffer, 0, buffer.writerIndex());
        int first = view.dataLines();
        view.read(buffer, 0, buffer.writerIndex());
        int second = view.dataLines();
        view.reset();
        view.read(buffer, 0, buffer.writerIndex());

        assertThat(first).isEqualTo(1);
        assertThat(second).isZero();
        assertThat(view.dataLines()).isEqualTo(1);
    }

    @Test
    void allocatesNothing() {
        EventView view = new EventView();
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes("event: response.output_text.delta~data: {\"delta\":\"x\"}~~"));

        double allocated = Allocation.bytesPerCall(200_000, () -> view.read(buffer, 0, buffer.writerIndex()));

        assertThat(allocated).isLessThan(1);
    }

    private static String text(ByteBuf buffer, int start, int end) {
        return buffer.toString(start, end - start, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return decode(text).getBytes(StandardCharsets.US_ASCII);
    }

    private static String decode(String text) {
        return text.replace('~', '\n').replace('^', '\r');
    }
}
