package io.penstock.dialect.gemini;

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

final class GeminiRequestScanTest {

    @Test
    void knowsNeitherModelNorStreamForTheUrlSaysThem() {
        RequestScan scan = scan("{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}");

        assertThat(scan.model()).isNull();
        assertThat(scan.isStream()).isFalse();
        assertThat(scan.isUsageWanted()).isTrue();
        assertThat(scan.canFlow()).isFalse();
        assertThat(scan.hasImages()).isFalse();
        assertThat(scan.outputTokensMax()).isZero();
        assertThat(scan.choices()).isEqualTo(1);
        assertThat(scan.patch("m", true).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'generationConfig':{'maxOutputTokens':77,'candidateCount':3},'contents':[]}",
                "{'generationConfig':{'maxOutputTokens':'77','candidateCount':'3'}}",
                "{'generation_config':{'max_output_tokens':77,'candidate_count':3}}",
                "{'generateContentRequest':{'model':'models/x','contents':[],"
                        + "'generationConfig':{'stopSequences':['a'],'candidateCount':3,'maxOutputTokens':77}}}"
            })
    void readsTheCapsInEitherSpellingHoweverCut(String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        String caps = Cuts.agree(bytes, pieces -> {
            RequestScan scan = scan(pieces);
            return scan.outputTokensMax() + " " + scan.choices();
        });

        assertThat(caps).isEqualTo("77 3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'AA'}}]}]}          | true
            {'contents':[{'parts':[{'inline_data':{'data':'AA','mime_type':'image/png'}}]}]}        | true
            {'contents':[{'parts':[{'fileData':{'fileUri':'gs://b/f'}}]}]}                          | true
            {'contents':{'parts':{'fileData':{'mimeType':'video/mp4','fileUri':'gs://b/f'}}}}       | true
            {'contents':[{'parts':[{'inlineData':{'data':'AA','mimeType':'audio/wav'}}]}]}          | false
            {'contents':[{'parts':[{'inlineData':{'mimeType':'application/pdf','data':'A'}}]}]}     | false
            {'contents':[{'parts':[{'text':'inlineData'}]}],'tools':[{'inlineData':{}}]}            | false
            {'contents':[{'parts':[{'functionCall':{'args':{'inlineData':{}}}}]}]}                  | false
            {'contents':[{'parts':[{'functionResponse':{'parts':[{'inlineData':{'data':'A'}}]}}]}]} | true
            {'generateContentRequest':{'contents':[{'parts':[{'inlineData':{'data':'A'}}]}]}}       | true
            {'contents':[{'parts':[{'inlineData':{'data':'A'}},{'inlineData':{'mimeType':'audio/x'}}]}]} | true
            """)
    void findsWhatMustBeSeen(String body, boolean hasImages) {
        assertThat(scan(body.replace('\'', '"')).hasImages()).isEqualTo(hasImages);
    }

    @Test
    void replacesAModelThatTheBodyNamesAllTheSame() {
        String body =
                "{\"model\":\"models/a\",\"generateContentRequest\":{\"model\":\"models/b\",\"contents\":[]},\"x\":1}";
        RequestScan scan = scan(body);
        ByteBuf out = Unpooled.buffer();

        scan.patch("gemini-3-pro", false)
                .copy(List.of(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8))), out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"models/gemini-3-pro\",\"generateContentRequest\":"
                        + "{\"model\":\"models/gemini-3-pro\",\"contents\":[]},\"x\":1}");
    }

    @Test
    void replacesTheModelOfEachRequestOfABatch() {
        String body = "{\"requests\":[{\"model\":\"models/a\",\"content\":{\"parts\":[{\"text\":\"x\",\"model\":1}]}},"
                + "{\"content\":{},\"model\":\"models/b\"},7],\"model\":\"models/c\"}";
        RequestScan scan = scan(body);
        ByteBuf out = Unpooled.buffer();

        scan.patch("m", false).copy(List.of(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8))), out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"requests\":[{\"model\":\"models/m\",\"content\":{\"parts\":[{\"text\":\"x\",\"model\":1}]}},"
                                + "{\"content\":{},\"model\":\"models/m\"},7],\"model\":\"models/m\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"contents\":[", "{\"a\":1}x", "nope", "{\"a\":\"\u0001\"}"})
    void refusesWhatIsNoJsonObject(String body) {
        FaultException refused = catchThrowableOfType(FaultException.class, () -> scan(body));

        assertThat(refused.fault().kind()).isEqualTo(Kind.INVALID_JSON);
    }

    @Test
    void refusesAForm() {
        FaultException refused = catchThrowableOfType(
                FaultException.class,
                () -> GeminiDialect.INSTANCE.newRequestScan(Operation.CHAT, "multipart/form-data; boundary=x"));

        assertThat(refused.fault().kind()).isEqualTo(Kind.UNSUPPORTED_MEDIA_TYPE);
    }

    private static RequestScan scan(String body) {
        return scan(List.of(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static RequestScan scan(List<ByteBuf> pieces) {
        RequestScan scan = GeminiDialect.INSTANCE.newRequestScan(Operation.CHAT, "application/json");
        for (ByteBuf piece : pieces) {
            scan.onBody(piece, piece.readerIndex(), piece.writerIndex());
        }
        scan.onEnd();
        return scan;
    }
}
