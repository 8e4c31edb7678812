package io.penstock.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiAnswerProbeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}],"usage":null} ! PREAMBLE
            {"choices":[{"delta":{"role":"assistant"}}]}                              ! PREAMBLE
            {"choices":[{"delta":{}}]}                                                ! PREAMBLE
            {"choices":[{"delta":{"content":null,"tool_calls":[],"function_call":null}}]} ! PREAMBLE
            {"choices":[{"delta":{"content":"a"}}]}                                   ! OUTPUT
            {"choices":[{"delta":{"content":" "},"finish_reason":null}]}              ! OUTPUT
            {"choices":[{"delta":{"content":[{"type":"thinking"}]}}]}                 ! OUTPUT
            {"choices":[{"delta":{"role":"assistant","reasoning_content":"a"}}]}      ! OUTPUT
            {"choices":[{"delta":{"reasoning":"a"}}]}                                 ! OUTPUT
            {"choices":[{"delta":{"refusal":"No"}}]}                                  ! OUTPUT
            {"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}                      ! OUTPUT
            {"choices":[{"delta":{"function_call":{"name":"f"}}}]}                    ! OUTPUT
            {"choices":[{"delta":{"audio":{"id":"x"}}}]}                              ! OUTPUT
            {"choices":[{"delta":{"brand_new":1}}]}                                   ! OUTPUT
            {"choices":[{"delta":{"c\\u006fntent":"a"}}]}                             ! OUTPUT
            {"choices":[{"delta":{},"finish_reason":"stop"}]}                         ! OUTPUT
            {"choices":[{"finish_reason":"","delta":{}}]}                             ! PREAMBLE
            {"choices":[{"delta":{}},{"delta":{"content":"b"}}]}                      ! OUTPUT
            {"choices":[{"text":"","index":0}]}                                       ! PREAMBLE
            {"choices":[{"text":"a","index":0}]}                                      ! OUTPUT
            {"choices":[],"prompt_filter_results":[{"x":1}],"id":""}                  ! PREAMBLE
            {"choices":[],"usage":null}                                               ! PREAMBLE
            {"choices":[],"usage":{"prompt_tokens":1}}                                ! USAGE
            {"usage":{"prompt_tokens":1},"choices":[]}                                ! USAGE
            {"usage":{"prompt_tokens":1}}                                             ! USAGE
            {"choices":[],"usage":{}}                                                 ! USAGE
            {"choices":[],"usage":{"prompt_tokens":1},"citations":["u"]}              ! OUTPUT
            {"choices":[],"usage":{"prompt_tokens":1},"citations":[]}                 ! USAGE
            {"usage":{"prompt_tokens":1},"choices":[{"delta":{"content":"a"}}]}       ! OUTPUT
            {"usage":{"prompt_tokens":1},"choices":[{"delta":{"content":""}}]}        ! PREAMBLE
            {"choices":[],"usage":{"prompt_tokens":1},"error":{"message":"m"}}        ! ERROR
            {"error":{"message":"m"}}                                                 ! ERROR
            {"error":"m","code":"c"}                                                  ! ERROR
            {"error":null,"choices":[{"delta":{"content":"a"}}]}                      ! OUTPUT
            {"error":false,"choices":[{"delta":{"content":"a"}}]}                     ! OUTPUT
            {"error":"","choices":[{"delta":{"content":"a"}}]}                        ! OUTPUT
            {"choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502}} ! ERROR
            {"object":"error","message":"m"}                                          ! ERROR
            {"object":"chat.completion.done","choices":[{"delta":{"content":""},"finish_reason":"stop"}]} ! END
            {"choices":[{"delta":{"content":"\\"error\\":{},\\"usage\\":{\\"prompt_tokens\\":9}"}}]} ! OUTPUT
            {"response":"a"}                                                          ! OUTPUT
            [DONE]                                                                    ! END
            '[DONE]  '                                                                ! END
            [DONE]x                                                                   ! PREAMBLE
            [DON]                                                                     ! PREAMBLE
            {}                                                                        ! PREAMBLE
            nonsense                                                                  ! PREAMBLE
            {"choices":[{"delta":                                                     ! PREAMBLE
            """)
    void saysWhatAChunkIs(String data, Verdict expected) {
        AnswerProbe probe = probe(Operation.CHAT);

        Verdict verdict = event(probe, "data: " + data.replace("\\\\", "\\") + "\n\n");

        assertThat(verdict).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            response.created                    ! PREAMBLE
            response.in_progress                ! PREAMBLE
            response.queued                     ! PREAMBLE
            response.output_item.added          ! PREAMBLE
            response.content_part.added         ! PREAMBLE
            keepalive                           ! PREAMBLE
            response.output_text.delta          ! OUTPUT
            response.function_call_arguments.delta ! OUTPUT
            response.brand_new                  ! OUTPUT
            response.completed                  ! END
            response.incomplete                 ! END
            response.failed                     ! ERROR
            error                               ! ERROR
            image_generation.partial_image      ! OUTPUT
            image_generation.completed          ! END
            transcript.text.delta               ! OUTPUT
            transcript.text.done                ! END
            speech.audio.delta                  ! OUTPUT
            speech.audio.done                   ! END
            """)
    void saysWhatATypedEventIs(String type, Verdict expected) {
        String named = "event: " + type + "\ndata: {\"sequence_number\":1}\n\n";
        String typed = "data: {\"sequence_number\":1,\"type\":\"" + type + "\",\"delta\":\"error\"}\n\n";

        assertThat(event(probe(Operation.RESPONSES), named)).isEqualTo(expected);
        assertThat(event(probe(Operation.RESPONSES), typed)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            : OPENROUTER PROCESSING~~                                ! PREAMBLE
            ~data: {"choices":[{"delta":{"content":"a"}}]}~~         ! OUTPUT
            event: error~data: {"message":"m"}~~                     ! ERROR
            data: {"choices":~data: [{"delta":{"content":"a"}}]}~~   ! OUTPUT
            data:[DONE]^~^~                                          ! END
            id: 1~~                                                  ! PREAMBLE
            data: ~~                                                 ! PREAMBLE
            """)
    void readsTheFramingOfAnEvent(String event, Verdict expected) {
        AnswerProbe probe = probe(Operation.CHAT);

        Verdict verdict = event(probe, event.replace('~', '\n').replace('^', '\r'));

        assertThat(verdict).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}                                        ! 10 ! 0 ! 0 ! 5 ! 0
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}              ! 6  ! 4 ! 0 ! 5 ! 0
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3}} ! 3 ! 4 ! 3 ! 5 ! 0
            {"prompt_tokens":3,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}               ! 3  ! 4 ! 0 ! 5 ! 0
            {"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":2}}       ! 10 ! 0 ! 0 ! 3 ! 2
            {"prompt_tokens":12,"completion_tokens":1,"total_tokens":303,"completion_tokens_details":{"reasoning_tokens":290}} ! 12 ! 0 ! 0 ! 1 ! 290
            {"prompt_tokens":12,"completion_tokens":300,"total_tokens":412,"completion_tokens_details":{"reasoning_tokens":100}} ! 12 ! 0 ! 0 ! 300 ! 100
            {"prompt_tokens":7,"completion_tokens":12,"total_tokens":402}                                       ! 7  ! 0 ! 0 ! 12 ! 383
            {"prompt_tokens":10,"total_tokens":10}                                                              ! 10 ! 0 ! 0 ! 0 ! 0
            {"total_tokens":10}                                                                                 ! 10 ! 0 ! 0 ! 0 ! 0
            {"input_tokens":10,"input_tokens_details":{"cached_tokens":1},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":5}} ! 9 ! 1 ! 0 ! 0 ! 5
            {"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":8,"prompt_cache_miss_tokens":2} ! 2  ! 8 ! 0 ! 5 ! 0
            {"prompt_tokens":10,"completion_tokens":5,"cached_tokens":8}                                        ! 2  ! 8 ! 0 ! 5 ! 0
            {"prompt_tokens":10,"completion_tokens":5,"num_cached_tokens":8,"prompt_token_details":{"cached_tokens":8}} ! 2 ! 8 ! 0 ! 5 ! 0
            {"prompt_tokens":10,"completion_tokens":5,"reasoning_tokens":2,"cost":{"prompt_tokens":99}}         ! 10 ! 0 ! 0 ! 3 ! 2
            {"prompt_tokens":-3,"completion_tokens":5}                                                          ! 0  ! 0 ! 0 ! 5 ! 0
            {"prompt_tokens":1e30,"completion_tokens":5}                                                        ! 0  ! 0 ! 0 ! 5 ! 0
            {"prompt_tokens":"10","completion_tokens":5.0}                                                      ! 0  ! 0 ! 0 ! 5 ! 0
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null}                             ! 10 ! 0 ! 0 ! 5 ! 0
            """)
    void bringsUsageIntoDisjointBucketsFromEventsAndBodies(
            String usage, long input, long cacheRead, long cacheWrite, long output, long reasoning) {
        Usage expected = new Usage(input, cacheRead, cacheWrite, 0, output, reasoning);

        assertThat(usageOfEvent("{\"choices\":[],\"usage\":" + usage + "}")).isEqualTo(expected);
        assertThat(usageOfEvent("{\"usage\":" + usage + ",\"choices\":[]}")).isEqualTo(expected);
        Cuts.each(bytes("{\"choices\":[{}],\"usage\":" + usage + ",\"x\":1}"), pieces -> {
            AnswerProbe probe = probe(Operation.CHAT);
            for (ByteBuf piece : pieces) {
                probe.onBody(piece, piece.readerIndex(), piece.writerIndex());
            }

            assertThat(probe.usage()).isEqualTo(expected);
            assertThat(probe.onBodyEnd()).isEqualTo(Verdict.END);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"usage\":null}",
                "{\"usage\":{}}",
                "{\"usage\":{\"type\":\"duration\",\"seconds\":7}}",
                "{\"usage\":[{\"prompt_tokens\":1}]}",
                "{\"x\":{\"usage\":{\"prompt_tokens\":1}}}",
                "{\"choices\":[{\"delta\":{\"usage\":{\"prompt_tokens\":1}}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":1}\"}}]}",
                "<html>{\"usage\":{\"prompt_tokens\":1}}</html>",
                "{\"usage\":{\"prompt_tokens\":1"
            })
    void readsNoUsageWhereNoneIsReported(String json) {
        AnswerProbe body = probe(Operation.CHAT);

        body.onBody(Unpooled.wrappedBuffer(bytes(json)), 0, bytes(json).length);

        assertThat(usageOfEvent(json)).isNull();
        assertThat(body.usage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":1}},\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[{\"delta\":{},\"usage\":{\"prompt_tokens\":1}}]}",
                "{\"type\":\"response.completed\",\"response\":{\"output\":[{\"usage\":7}],\"usage\":{\"input_tokens\":1}}}"
            })
    void findsUsageWhereProvidersPutIt(String json) {
        assertThat(usageOfEvent(json)).isEqualTo(new Usage(1, 0, 0, 0, 0, 0));
    }

    @Test
    void letsTheLastReportWin() {
        AnswerProbe probe = probe(Operation.CHAT);

        event(probe, "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}\n\n");
        event(probe, "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9}}\n\n");
        event(probe, "data: {\"choices\":[],\"usage\":null}\n\n");
        event(probe, "data: {\"choices\":[],\"usage\":{}}\n\n");

        assertThat(probe.usage()).isEqualTo(new Usage(5, 0, 0, 0, 9, 0));
    }

    @Test
    void knowsWhenAStreamIsFinished() {
        AnswerProbe byReason = probe(Operation.CHAT);
        AnswerProbe byEnd = probe(Operation.RESPONSES);

        event(byReason, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n");
        boolean isFinishedTooEarly = byReason.isFinished();
        event(byReason, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
        event(byEnd, "data: {\"type\":\"response.completed\"}\n\n");

        assertThat(isFinishedTooEarly).isFalse();
        assertThat(byReason.isFinished()).isTrue();
        assertThat(byEnd.isFinished()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"error":{"message":"m"}}                 ! ERROR
            {"code":"c","error":"m"}                  ! ERROR
            {"object":"error","message":"m"}          ! ERROR
            {"error":null,"output":[{"error":"m"}]}   ! END
            {"error":"","error":false,"error":0}      ! END
            {"choices":[{"error":{"message":"m"}}]}   ! END
            not json                                  ! END
            """)
    void tellsAnErrorInPlaceOfAnAnswerHoweverCut(String body, Verdict expected) {
        Cuts.each(bytes(body), pieces -> {
            AnswerProbe probe = probe(Operation.CHAT);
            for (ByteBuf piece : pieces) {
                probe.onBody(piece, piece.readerIndex(), piece.writerIndex());
            }

            assertThat(probe.onBodyEnd()).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            event: response.completed~data: {"type":"response.completed","response":{"output":[{"text":"long"}],"usage":{"input_tokens":3}}}~~ ! END
            event: x^~data:{"response":{"usage":{"input_tokens":3}},~data: "type":"response.failed"}^~^~           ! ERROR
            : c~data: {"usage":{"input_tokens":3},"type":"response.output_text.delta","delta":"x"}~id: 4~~         ! OUTPUT
            data: {"usage":{"input_tokens":3},"error":{"message":"m"}}^^                                           ! ERROR
            """)
    void readsALongEventInPiecesHoweverCut(String event, Verdict expected) {
        Cuts.each(bytes(event.replace('~', '\n').replace('^', '\r')), pieces -> {
            AnswerProbe probe = probe(Operation.RESPONSES);
            ByteBuf last = pieces.get(pieces.size() - 1);
            probe.onEventPart(last, last.readerIndex(), last.readerIndex());
            for (ByteBuf piece : pieces.subList(0, pieces.size() - 1)) {
                probe.onEventPart(piece, piece.readerIndex(), piece.writerIndex());
            }

            Verdict verdict = probe.onEvent(last, last.readerIndex(), last.writerIndex());

            assertThat(verdict).isEqualTo(expected);
            assertThat(probe.usage()).isEqualTo(new Usage(3, 0, 0, 0, 0, 0));
        });
    }

    @Test
    void allocatesNothingPerEvent() {
        ByteBuf text = Unpooled.wrappedBuffer(
                bytes(
                        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" a\\n\"},\"finish_reason\":null}],\"usage\":null}\n\n"));
        ByteBuf usage = Unpooled.wrappedBuffer(bytes("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\n"));
        ByteBuf typed = Unpooled.wrappedBuffer(
                bytes(
                        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\n"));
        AnswerProbe chat = probe(Operation.CHAT);
        AnswerProbe responses = probe(Operation.RESPONSES);

        double allocated = Allocation.bytesPerCall(200_000, () -> {
            chat.onEvent(text, 0, text.writerIndex());
            chat.onEvent(usage, 0, usage.writerIndex());
            responses.onEvent(typed, 0, typed.writerIndex());
        });

        assertThat(allocated).isLessThan(1);
    }

    private static @Nullable Usage usageOfEvent(String json) {
        AnswerProbe probe = probe(Operation.CHAT);
        event(probe, "data: " + json + "\n\n");
        return probe.usage();
    }

    private static Verdict event(AnswerProbe probe, String event) {
        byte[] bytes = bytes("##" + event + "##");
        return probe.onEvent(Unpooled.wrappedBuffer(bytes), 2, bytes.length - 2);
    }

    private static AnswerProbe probe(Operation operation) {
        return new OpenAiDialect().newAnswerProbe(operation);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
