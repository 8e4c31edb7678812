package io.penstock.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import io.penstock.codec.json.BytePatch;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiRequestScanTest {
    private static final int SCAN_BYTES_MAX = 2048;

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"model":"m"}                                                          ! m     ! false ! false
            {"messages":[],"stream":true,"model":"m"}                              ! m     ! true  ! false
            {"stream":false,"model":"m"}                                           ! m     ! false ! false
            {"stream":null,"model":"m"}                                            ! m     ! false ! false
            {"mod\\u0065l":"a\\/b","\\u0073tream":true}                            ! a/b   ! true  ! false
            {"model":"m","stream":true,"stream_options":{"include_usage":true}}    ! m     ! true  ! true
            {"stream_options":{"include_usage":true},"stream":true,"model":"m"}    ! m     ! true  ! true
            {"model":"m","stream":true,"stream_options":{"include_usage":false}}   ! m     ! true  ! false
            {"model":"m","stream":true,"stream_options":{"include_usage":null}}    ! m     ! true  ! false
            {"model":"m","stream":true,"stream_options":{"x":{"include_usage":true}}}! m   ! true  ! false
            {"model":"m","stream":true,"stream_options":null}                      ! m     ! true  ! false
            {"model":"m","stream":true,"stream_options":"include_usage"}           ! m     ! true  ! false
            {"model":"m","x":{"model":"n","stream":true},"y":["model",{"model":1}]}! m     ! false ! false
            {"messages":[{"model":"n","stream":true}],"model":"m"}                 ! m     ! false ! false
            {"model":"","messages":[]}                                             ! ''    ! false ! false
            {"messages":[{"content":"\\"model\\":\\"n\\""}],"model":"m"}           ! m     ! false ! false
            """)
    void readsWhatRoutesARequestHoweverCut(String body, String model, boolean isStream, boolean isUsageWanted) {
        Cuts.each(bytes(body), pieces -> {
            RequestScan scan = scan(Operation.CHAT, pieces);

            assertThat(scan.model()).isEqualTo(model);
            assertThat(scan.isStream()).isEqualTo(isStream);
            assertThat(scan.isUsageWanted()).isEqualTo(isUsageWanted);
        });
    }

    @Test
    void readsANameOutsideOfAsciiAndNoneWhereNoneIs() {
        RequestScan named =
                scan(Operation.CHAT, List.of(Unpooled.wrappedBuffer(bytes("{\"model\":\"m\u00e9\\ud83d\\ude00\"}"))));
        RequestScan unnamed = scan(Operation.CHAT, List.of(Unpooled.wrappedBuffer(bytes("{}"))));

        assertThat(named.model()).isEqualTo("m\u00e9\ud83d\ude00");
        assertThat(unnamed.model()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"model":"m","model":"m"}                      ! model  ! model: given twice (expected: once, as parsers differ on which one counts)
            {"model":"m","mod\\u0065l":"n"}                ! model  ! model: given twice (expected: once, as parsers differ on which one counts)
            {"stream":true,"model":"m","stream":true}      ! stream ! stream: given twice (expected: once, as parsers differ on which one counts)
            {"stream_options":{},"stream_options":{}}      ! stream_options ! stream_options: given twice (expected: once, as parsers differ on which one counts)
            {"stream_options":{"include_usage":1,"include_usage":1}} ! stream_options.include_usage ! stream_options.include_usage: given twice (expected: once, as parsers differ on which one counts)
            {"stream":"true"}                              ! stream ! stream: not a boolean (expected: true or false)
            {"stream":1}                                   ! stream ! stream: not a boolean (expected: true or false)
            {"stream":{}}                                  ! stream ! stream: not a boolean (expected: true or false)
            {"model":1}                                    ! model  ! model: not a string (expected: the name of a model)
            {"model":null}                                 ! model  ! model: not a string (expected: the name of a model)
            {"model":["m"]}                                ! model  ! model: not a string (expected: the name of a model)
            {"model":"m\\u0000"}                           ! model  ! model: holds a control character (expected: the name of a model)
            {"model":"m\\r\\nx: y"}                        ! model  ! model: holds a control character (expected: the name of a model)
            {"model":"\\ud800"}                            ! model  ! model: holds a control character (expected: the name of a model)
            """)
    void refusesWhatCannotBeRoutedHoweverCut(String body, String param, String message) {
        Cuts.each(bytes(body), pieces -> {
            GatewayFault fault = fault(pieces);

            assertThat(fault.kind()).isEqualTo(GatewayFault.Kind.INVALID_REQUEST);
            assertThat(fault.status()).isEqualTo(400);
            assertThat(fault.param()).isEqualTo(param);
            assertThat(fault.message()).isEqualTo(message);
        });
    }

    @Test
    void refusesAModelNameThatIsTooLong() {
        byte[] body = bytes("{\"model\":\"" + "m".repeat(1025) + "\"}");

        GatewayFault fault = fault(List.of(Unpooled.wrappedBuffer(body)));

        assertThat(fault.message()).isEqualTo("model: too long (expected: at most 1024 bytes)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            ''                     ! body: empty (expected: a JSON value)
            []                     ! body: a JSON array (expected: an object)
            "model"                ! body: a JSON string (expected: an object)
            null                   ! body: a JSON null (expected: an object)
            {"model":"m"           ! body: cut off after 12 bytes (expected: a comma or })
            {"model":"m"}x         ! body: byte 0x78 at offset 13 (expected: nothing after the value)
            {"model":"m"}{}        ! body: byte 0x7b at offset 13 (expected: nothing after the value)
            {model:"m"}            ! body: byte 0x6d at offset 1 (expected: a name or })
            model=m                ! body: byte 0x6d at offset 0 (expected: a value)
            """)
    void refusesWhatIsNoJsonObjectHoweverCut(String body, String message) {
        Cuts.each(bytes(body), pieces -> {
            GatewayFault fault = fault(pieces);

            assertThat(fault.kind()).isEqualTo(GatewayFault.Kind.INVALID_JSON);
            assertThat(fault.message()).isEqualTo(message);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'u'}}]}]}",
                "{'messages':[{'content':[{'image_url':{'url':'u'},'type':'image_url'}],'role':'user'}],'model':'m'}",
                "{'messages':[{'role':'user','content':[{'type':'text','image_url':'u'}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'image\\u005furl'}]}]}",
                "{'messages':[{'role':'user','content':'a'},{'content':[{'x':{'type':'y'},'type':'image_url'}]}]}",
                "{'messages':[{'content':{'type':'image_url'}}]}",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}]}",
                "{'input':[{'type':'function_call_output','output':[{'type':'input_text'},{'type':'input_image'}]}]}",
                "{'input':[{'type':'computer_call_output','output':{'type':'computer_screenshot','image_url':'u'}}]}",
                "{'input':[{'type':'input_image','image_url':'u'}]}"
            })
    void findsAnImageWhereverItStandsHoweverCut(String body) {
        Cuts.each(
                bytes(body.replace('\'', '"')),
                pieces -> assertThat(scan(Operation.CHAT, pieces).hasImages()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'messages':'image_url','input':'input_image'}",
                "{'messages':[{'role':'user','content':'image_url'}]}",
                "{'messages':[{'content':[{'type':'text','text':'image_url'}]}]}",
                "{'messages':[{'content':[{'type':'text','image_url':null}]}]}",
                "{'messages':[{'content':[{'type':'text','text':'a'}],'tool_calls':[{'type':'image_url'}]}]}",
                "{'tools':[{'type':'image_url','image_url':'u'}],'image_url':'u','type':'image_url'}",
                "{'input':[[1,2,3],'image_url']}",
                "{'messages':[{'x':{'type':'image_url'}}]}"
            })
    void takesNothingElseForAnImage(String body) {
        Cuts.each(
                bytes(body.replace('\'', '"')),
                pieces -> assertThat(scan(Operation.CHAT, pieces).hasImages()).isFalse());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {}                                                   ! 0   ! 1
            {"max_tokens":7,"n":3}                               ! 7   ! 3
            {"max_tokens":7,"max_completion_tokens":9}           ! 9   ! 1
            {"max_output_tokens":1e3,"n":null}                   ! 1000! 1
            {"max_tokens":"7","n":-1,"x":{"max_tokens":8}}       ! 7   ! 1
            {"n":"5","best_of":4}                                ! 0   ! 5
            {"n":2,"best_of":4,"n":3,"max_tokens":[9]}           ! 0   ! 4
            """)
    void readsTheCapsHoweverCut(String body, long outputTokensMax, long choices) {
        Cuts.each(bytes(body), pieces -> {
            RequestScan scan = scan(Operation.CHAT, pieces);

            assertThat(scan.outputTokensMax()).isEqualTo(outputTokensMax);
            assertThat(scan.choices()).isEqualTo(choices);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"n":"5_00"}          ! choices: a string (expected: a whole number)
            {"n":" 5"}            ! choices: a string (expected: a whole number)
            {"max_tokens":"+5"}   ! output tokens: a string (expected: a whole number)
            {"max_tokens":"5e9"}  ! output tokens: a string (expected: a whole number)
            """)
    void refusesACapThatOnlySomeReadersTakeForANumber(String body, String message) {
        Cuts.each(
                bytes(body),
                pieces -> assertThatThrownBy(() -> scan(Operation.CHAT, pieces)).hasMessageContaining(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.%se9", "\"1%s\"", "\"%s1\""})
    void refusesACapThatIsLongerThanWhatIsKeptOfIt(String count) {
        byte[] body = bytes("{\"n\":" + count.formatted("0".repeat(2000)) + "}");

        assertThatThrownBy(() -> scan(Operation.CHAT, List.of(Unpooled.wrappedBuffer(body))))
                .hasMessageContaining("choices: a very long number (expected: a whole number)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"model":"a","stream":true}                     ! {"model":"up","stream":true,"stream_options":{"include_usage":true}}
            { "stream" : true , "model" : "a" }             ! { "stream" : true,"stream_options":{"include_usage":true} , "model" : "up" }
            {"model":"up","stream":true,"stream_options":{"include_usage":true}}  ! {"model":"up","stream":true,"stream_options":{"include_usage":true}}
            {"model":"up","stream":true,"stream_options":{"include_usage":false}} ! {"model":"up","stream":true,"stream_options":{"include_usage":true}}
            {"model":"up","stream":true,"stream_options":{"include_usage":null}}  ! {"model":"up","stream":true,"stream_options":{"include_usage":true}}
            {"model":"up","stream":true,"stream_options":{"include_usage":"x"}}   ! {"model":"up","stream":true,"stream_options":{"include_usage":"x"}}
            {"stream_options":{},"stream":true,"model":"a"}  ! {"stream_options":{"include_usage":true},"stream":true,"model":"up"}
            {"stream_options":{"x":[1]},"stream":true,"model":"a"} ! {"stream_options":{"include_usage":true,"x":[1]},"stream":true,"model":"up"}
            {"stream_options":null,"stream":true,"model":"a"}! {"stream_options":{"include_usage":true},"stream":true,"model":"up"}
            {"stream_options":7,"stream":true,"model":"a"}   ! {"stream_options":7,"stream":true,"model":"up"}
            {"stream":false,"model":"a"}                     ! {"stream":false,"model":"up"}
            {"model":"up"}                                   ! {"model":"up"}
            {"m\\u006fdel":"\\u0075p","stream":false}        ! {"m\\u006fdel":"\\u0075p","stream":false}
            {"stream":true}                                  ! {"model":"up","stream":true,"stream_options":{"include_usage":true}}
            {}                                               ! {"model":"up"}
            ' { } '                                          ! ' {"model":"up" } '
            """)
    void changesOnlyTheRangesThatMustHoweverCut(String body, String expected) {
        Cuts.each(bytes(body), pieces -> {
            BytePatch patch = scan(Operation.CHAT, pieces).patch("up", true);
            List<ByteBuf> patched = patch.apply(pieces);

            assertThat(text(patched)).isEqualTo(expected.replace("\\\\", "\\"));
            patched.forEach(ByteBuf::release);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"model":"up","stream":true,"stream_options":{"include_usage":true}} ! {"model":"up","stream":true}
            {"model":"a" , "stream_options" : {"x":[1,{}]} , "stream":true}      ! {"model":"up"  , "stream":true}
            {"stream_options":{"include_usage":true},"stream":true,"model":"a"}  ! {"stream":true,"model":"up"}
            { "stream_options" : null , "model":"up","stream":false}             ! { "model":"up","stream":false}
            {"x":{"stream_options":{}},"stream\\u005foptions":7,"model":"a"}    ! {"x":{"stream_options":{}},"model":"up"}
            { "stream_options":{} }                                              ! {"model":"up" }
            {"stream_options":{"y":1},"stream":true}                             ! {"model":"up","stream":true}
            {"model":"up","stream":true}                                         ! {"model":"up","stream":true}
            """)
    void takesTheOptionsOutWhereAProviderRefusesThemHoweverCut(String body, String expected) {
        Cuts.each(bytes(body), pieces -> {
            BytePatch patch = scan(Operation.CHAT, pieces).patch("up", false);
            List<ByteBuf> patched = patch.apply(pieces);

            assertThat(text(patched)).isEqualTo(expected);
            patched.forEach(ByteBuf::release);
        });
    }

    @ParameterizedTest
    @CsvSource({"RESPONSES,true", "EMBEDDINGS,true", "IMAGE_GENERATIONS,true", "CHAT,false", "COMPLETIONS,false"})
    void asksForNoUsageWhereItIsNotKnownOrNotWanted(Operation operation, boolean askUsage) {
        RequestScan scan = scan(operation, List.of(Unpooled.wrappedBuffer(bytes("{\"model\":\"m\",\"stream\":true}"))));

        assertThat(scan.patch("m", askUsage)).isSameAs(BytePatch.NONE);
    }

    @Test
    void escapesTheModelItPutsIn() {
        List<ByteBuf> body = List.of(Unpooled.wrappedBuffer(bytes("{\"model\":\"m\"}")));

        List<ByteBuf> patched =
                scan(Operation.CHAT, body).patch("a\"b\\\u00e9\n", false).apply(body);

        assertThat(text(patched)).isEqualTo("{\"model\":\"a\\\"b\\\\\u00e9\\n\"}");
    }

    @Test
    void findsAModelBehindALargeBodyHoweverCut() {
        String text = "A line of the prompt, with \\\"quotes\\\" and \u65e5\u672c. ".repeat(400);
        byte[] body = bytes(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}],\"stream\":true,\"model\":\"m\"}");

        // Heap memory, and not Cuts: with leak detection on, each look at a direct buffer costs a stack trace.
        for (int cut = 0; cut < body.length; cut += 7) {
            ByteBuf buffer = Unpooled.wrappedBuffer(body);
            RequestScan scan =
                    scan(Operation.CHAT, List.of(buffer.slice(0, cut), buffer.slice(cut, body.length - cut)));

            assertThat(scan.model()).isEqualTo("m");
            assertThat(scan.isStream()).isTrue();
        }
    }

    @Test
    void allocatesNoMoreForALargerBody() {
        double small = scanAllocation(1);
        double large = scanAllocation(100);

        assertThat(large - small).isLessThan(64);
        assertThat(small).isLessThan(SCAN_BYTES_MAX);
    }

    private static double scanAllocation(int messages) {
        String message =
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + "words ".repeat(40) + "\"}]},";
        byte[] body = bytes("{\"messages\":[" + message.repeat(messages) + "{}],\"model\":\"m\"}");
        ByteBuf buffer = Unpooled.wrappedBuffer(body);
        return Allocation.bytesPerCall(20_000, SCAN_BYTES_MAX, () -> {
            RequestScan scan = new OpenAiRequestScan(Operation.CHAT);
            scan.onBody(buffer, 0, body.length);
            scan.onEnd();
        });
    }

    private static RequestScan scan(Operation operation, List<ByteBuf> pieces) {
        RequestScan scan = new OpenAiDialect().newRequestScan(operation, null);
        for (ByteBuf piece : pieces) {
            scan.onBody(piece, piece.readerIndex(), piece.writerIndex());
        }
        scan.onEnd();
        return scan;
    }

    private static GatewayFault fault(List<ByteBuf> pieces) {
        FaultException thrown = catchThrowableOfType(FaultException.class, () -> scan(Operation.CHAT, pieces));
        if (thrown == null) {
            throw new AssertionError("no fault");
        }
        return thrown.fault();
    }

    private static byte[] bytes(String text) {
        return text.replace("\\\\", "\\").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(List<ByteBuf> buffers) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf buffer : buffers) {
            text.append(buffer.toString(StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
