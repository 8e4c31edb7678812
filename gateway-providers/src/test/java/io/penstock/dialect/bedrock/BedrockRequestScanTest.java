package io.penstock.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.Cuts;
import io.penstock.codec.json.BytePatch;
import io.penstock.dialect.EventFraming;
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

final class BedrockRequestScanTest {

    private static RequestScan scan(List<ByteBuf> pieces) {
        RequestScan scan = BedrockDialect.INSTANCE.newRequestScan(Operation.CHAT, "application/json");
        pieces.forEach(piece -> scan.onBody(piece, piece.readerIndex(), piece.writerIndex()));
        scan.onEnd();
        return scan;
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'messages':[{'role':'user','content':[{'text':'Hi'}]}]}                                      | false | 0
            {'messages':[],'inferenceConfig':{'maxTokens':512,'temperature':1,'stopSequences':['9']}}     | false | 512
            {'inferenceConfig':{'maxTokens':'512'}}                                                       | false | 512
            {'inferenceConfig':7,'messages':{'image':7}}                                                  | false | 0
            {'messages':[{'content':[{'text':'x'},{'image':{'format':'png'}}]}]}                          | true  | 0
            {'messages':[{'content':[{'toolResult':{'content':[{'image':{}}]}}]}]}                        | true  | 0
            {'messages':[{'content':[{'video':{}}]}]}                                                     | true  | 0
            {'messages':[{'content':[{'toolUse':{'input':{'image':{}}}}]}],'inferenceConfig':{'maxTokens':3}} | false | 3
            {'messages':[{'content':[{'text':'image'}]}],'image':{},'system':[{'image':{}}]}              | false | 0
            {'messages':[{'image':{'a':1}}]}                                                              | true  | 0
            {}                                                                                            | false | 0
            """, quoteCharacter = '`')
    void findsImagesAndTheBoundOfTheOutputHoweverTheBodyIsCut(String json, boolean hasImages, long maxTokens) {
        String seen = Cuts.agree(bytes(json), pieces -> {
            RequestScan scan = scan(pieces);
            return scan.hasImages() + " " + scan.outputTokensMax();
        });

        assertThat(seen).isEqualTo(hasImages + " " + maxTokens);
    }

    @Test
    void leavesTheModelAndTheStreamToTheUrlAndTheBodyAsItIs() {
        Cuts.each(bytes("{'model':'x','stream':true,'messages':[]}"), pieces -> {
            RequestScan scan = scan(pieces);
            assertThat(scan.model()).isNull();
            assertThat(scan.isStream()).isFalse();
            assertThat(scan.isUsageWanted()).isTrue();
            assertThat(scan.canFlow()).isFalse();
            assertThat(scan.choices()).isEqualTo(1);
            assertThat(scan.patch("other", true)).isEqualTo(BytePatch.NONE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "{", "{'messages':[}", "{} {}", ""})
    void refusesABodyThatIsNoJsonObject(String json) {
        Cuts.each(
                bytes(json),
                pieces -> assertThatExceptionOfType(FaultException.class)
                        .isThrownBy(() -> scan(pieces))
                        .satisfies(refused ->
                                assertThat(refused.fault().kind()).isEqualTo(GatewayFault.Kind.INVALID_JSON)));
    }

    @Test
    void isKnownByItsNameAndItsFrames() {
        assertThat(BedrockDialect.INSTANCE.name()).isEqualTo("bedrock");
        assertThat(BedrockDialect.INSTANCE.framing()).isEqualTo(EventFraming.AWS_FRAMES);
    }
}
