package io.penstock.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicRequestScanTest {

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"model":"m"}                                                          ! m   ! false ! 0   ! false
            {"max_tokens":1024,"messages":[],"stream":true,"model":"m"}            ! m   ! true  ! 1024! false
            {"stream":null,"model":"m","max_tokens":null}                          ! m   ! false ! 0   ! false
            {"mod\\u0065l":"a\\/b","\\u0073tream":true,"max_tokens":-1}            ! a/b ! true  ! 0   ! false
            {"model":"m","metadata":{"model":"n","stream":true,"max_tokens":5}}    ! m   ! false ! 0   ! false
            {"messages":[{"content":"image","type":"image"}],"model":"m"}          ! m   ! false ! 0   ! false
            {"messages":[{"content":[{"type":"text","text":"image"}]}],"model":"m"}! m   ! false ! 0   ! false
            {"messages":[{"content":[{"source":{"type":"url"},"type":"image"}]}],"model":"m"}! m ! false ! 0 ! true
            {"messages":[{"content":[{"type":"tool_result","content":[{"type":"image"}]}]}],"model":"m"}! m ! false ! 0 ! true
            {"messages":[{"content":[{"type":"document","source":{"type":"content","content":[{"type":"image"}]}}]}],"model":"m"}! m ! false ! 0 ! true
            {"messages":[{"content":[{"type":"tool_use","input":{"type":"image"}}]}],"model":"m"}! m ! false ! 0 ! false
            {"tools":[{"type":"image"}],"system":[{"type":"image"}],"model":"m"}   ! m   ! false ! 0   ! false
            """)
    void readsWhatRoutesARequestHoweverCut(
            String body, String model, boolean isStream, long outputTokensMax, boolean hasImages) {
        Cuts.each(bytes(body), pieces -> {
            RequestScan scan = scan(pieces);

            assertThat(scan.model()).isEqualTo(model);
            assertThat(scan.isStream()).isEqualTo(isStream);
            assertThat(scan.outputTokensMax()).isEqualTo(outputTokensMax);
            assertThat(scan.hasImages()).isEqualTo(hasImages);
            assertThat(scan.isUsageWanted()).isTrue();
            assertThat(scan.choices()).isEqualTo(1);
            assertThat(scan.canFlow()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"model":"m","model":"m"}             ! model  ! model: given twice (expected: once, as parsers differ on which one counts)
            {"stream":true,"\\u0073tream":true}   ! stream ! stream: given twice (expected: once, as parsers differ on which one counts)
            {"stream":"true"}                     ! stream ! stream: not a boolean (expected: true or false)
            {"model":1}                           ! model  ! model: not a string (expected: the name of a model)
            {"model":"m\\u0000"}                  ! model  ! model: holds a control character (expected: the name of a model)
            """)
    void refusesWhatCannotBeRouted(String body, String param, String message) {
        FaultException refused =
                catchThrowableOfType(FaultException.class, () -> scan(List.of(Unpooled.wrappedBuffer(bytes(body)))));

        assertThat(refused.fault().kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(refused.fault().param()).isEqualTo(param);
        assertThat(refused.fault().message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"model\"", "{\"model\":\"m\"", "{\"model\":\"m\"} x", "{'model':1}"})
    void refusesWhatIsNoJsonObject(String body) {
        FaultException refused =
                catchThrowableOfType(FaultException.class, () -> scan(List.of(Unpooled.wrappedBuffer(bytes(body)))));

        assertThat(refused.fault().kind()).isEqualTo(Kind.INVALID_JSON);
        assertThat(refused.fault().message()).startsWith("body: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"model": "m" ,"max_tokens":1}      ! {"model": "claude/\\"x" ,"max_tokens":1}
            {"max_tokens":1}                    ! {"model":"claude/\\"x","max_tokens":1}
            {}                                  ! {"model":"claude/\\"x"}
            {"model":"claude/\\"x","stream":true} ! {"model":"claude/\\"x","stream":true}
            """)
    void changesTheModelAndNothingElse(String body, String patched) {
        ByteBuf out = Unpooled.buffer();
        List<ByteBuf> pieces = List.of(Unpooled.wrappedBuffer(bytes(body)));

        scan(pieces).patch("claude/\"x", true).copy(pieces, out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(patched);
    }

    @Test
    void readsARequestForACountOfTokensTheSameWay() {
        RequestScan scan = AnthropicDialect.INSTANCE.newRequestScan(Operation.CHAT, null);
        byte[] body = bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"model\":\"m\"}");

        scan.onBody(Unpooled.wrappedBuffer(body), 0, body.length);
        scan.onEnd();

        assertThat(scan.model()).isEqualTo("m");
        assertThat(scan.patch("m", true).isEmpty()).isTrue();
    }

    private static RequestScan scan(List<ByteBuf> pieces) {
        RequestScan scan = AnthropicDialect.INSTANCE.newRequestScan(Operation.CHAT, "application/json");
        for (ByteBuf piece : pieces) {
            scan.onBody(piece, piece.readerIndex(), piece.writerIndex());
        }
        scan.onEnd();
        return scan;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [S,{'type':'text'},O]             | [{'type':'text'},O]
            [ S , S ,O , S]                   | [ O]
            [O, S , {'type':'text'}]          | [O , {'type':'text'}]
            [ S , S ]                         | [ {'type':'text','text':'.'} ]
            [{'id':'a__ps1_x','y':1}]         | [{'id':'a','y':1}]
            [{'tool_use_id':'a__ps1_x'},S]    | [{'tool_use_id':'a'}]
            [{'id':'a__ps1_x','signature':'__ps1_'},O] | [O]
            [O,{'id':'a__ps1_x','signature':'call__ps1_'}] | [O]
            [{'content':[{'id':'a__ps1_x'}]}] | [{'content':[{'id':'a__ps1_x'}]}]
            'x__ps1_'                         | 'x__ps1_'
            """)
    void takesOutTheStateOfOtherDialects(String content, String expected) {
        String labelled = "{'type':'thinking','thinking':'x','signature':'text__ps1_abc'}";
        String ours = "{'type':'thinking','thinking':'x','signature':'abcde+__ps1_'}";
        String body = "{'x':[1],'messages':[{'content':" + content + ",'role':'assistant'}],'model':'m'}";
        String json = body.replace("S", labelled).replace("O", ours).replace('\'', '"');
        List<ByteBuf> pieces = List.of(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
        ByteBuf out = Unpooled.buffer();

        scan(pieces).patch("m", true).copy(pieces, out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(body.replace(content, expected)
                        .replace("S", labelled)
                        .replace("O", ours)
                        .replace('\'', '"'));
    }
}
