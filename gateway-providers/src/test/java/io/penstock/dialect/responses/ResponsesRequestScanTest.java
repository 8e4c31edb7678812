package io.penstock.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import io.penstock.dialect.StateLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON of a test has single quotes. */
final class ResponsesRequestScanTest {
    private static final ByteBuf DATA = Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII);
    private static final String STATE = "{'type':'reasoning','summary':[],'encrypted_content':'"
            + Objects.requireNonNull(StateLabel.inField(
                    EscapedText.EMPTY, "gemini", ModelTarget.of("google", "m"), "call.x", DATA, 0, 3))
            + "'}";
    private static final String OURS = "{'type':'reasoning','summary':[],'encrypted_content':'gAAAA'}";

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static RequestScan scan(String json) {
        RequestScan scan = ResponsesDialect.INSTANCE.newRequestScan(Operation.RESPONSES, "application/json");
        byte[] body = bytes(json);
        scan.onBody(Unpooled.wrappedBuffer(body), 0, body.length);
        scan.onEnd();
        return scan;
    }

    private static String patched(String json, String model) {
        ByteBuf out = Unpooled.buffer();
        scan(json).patch(model, true).copy(List.of(Unpooled.wrappedBuffer(bytes(json))), out);
        assertThat(JsonScanner.isValue(out, 0, out.writerIndex())).isTrue();
        return out.toString(StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void readsWhatRoutingMustKnowHoweverTheBodyIsCut() {
        byte[] body = bytes("{'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]},"
                + "{'type':'function_call_output','output':'image_url'}],'model':'a\\u00e9','stream':true,"
                + "'max_output_tokens':77,'tools':[{'model':'x','stream':false}]}");

        String read = Cuts.agree(body, pieces -> {
            RequestScan scan = new ResponsesRequestScan();
            pieces.forEach(piece -> scan.onBody(piece, piece.readerIndex(), piece.writerIndex()));
            scan.onEnd();
            return scan.model() + " " + scan.isStream() + " " + scan.hasImages() + " " + scan.outputTokensMax() + " "
                    + scan.choices() + " " + scan.isUsageWanted() + " " + scan.canFlow();
        });

        assertThat(read).isEqualTo("aé true true 77 1 true false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'string'|false",
                "[{'role':'user','content':'input_image'}]|false",
                "[{'role':'user','content':[{'type':'input_text','text':'input_image'}]}]|false",
                "[{'role':'user','content':[{'type':'input_image','image_url':'u'}]}]|true",
                "[{'role':'user','content':[{'image_url':'u'}]}]|true",
                "[{'type':'function_call_output','output':[{'type':'input_image','file_id':'f'}]}]|true",
                "[{'type':'function_call_output','output':[{'type':'input_image','image_url':null}]}]|true",
                "[{'type':'reasoning','encrypted_content':'input_image'}]|false"
            },
            quoteCharacter = '`')
    void findsImages(String input, boolean hasImages) {
        assertThat(scan("{'model':'m','input':" + input + "}").hasImages()).isEqualTo(hasImages);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m','input':'x'}|{'model':'up','input':'x'}",
                "{'input':'x' , 'model' : 'm' }|{'input':'x' , 'model' : 'up' }",
                "{'input':'x'}|{'model':'up','input':'x'}",
                "{}|{'model':'up'}",
                "{'model':'up'}|{'model':'up'}"
            },
            quoteCharacter = '`')
    void replacesTheModelAndNothingElse(String body, String expected) {
        assertThat(patched(body, "up")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[S,{'role':'user'},O]|[{'role':'user'},O]",
                "[S, S ,{'role':'user'}]|[{'role':'user'}]",
                "[{'role':'user'}, S , O,S]|[{'role':'user'} , O]",
                "[ S , S ]|[  ]",
                "[S]|[]",
                "[O,'x',7]|[O,'x',7]",
                "[{'content':[{'encrypted_content':'__ps1_x'}]}]|[{'content':[{'encrypted_content':'__ps1_x'}]}]"
            },
            quoteCharacter = '`')
    void takesOutTheStateOfOtherDialects(String items, String expected) {
        String body = "{'model':'m','input':" + items.replace("S", STATE).replace("O", OURS) + "}";

        assertThat(patched(body, "up")).isEqualTo("{'model':'up','input':" + expected.replace("O", OURS) + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|INVALID_JSON",
                "{'model':|INVALID_JSON",
                "{'model':7}|INVALID_REQUEST",
                "{'stream':'yes'}|INVALID_REQUEST",
                "{'model':'a','model':'b'}|INVALID_REQUEST",
                "{'stream':true,'stream':false}|INVALID_REQUEST",
                "{'input':'a','input':'b'}|INVALID_REQUEST",
                "{'model':'a\\u0000'}|INVALID_REQUEST"
            },
            quoteCharacter = '`')
    void refusesWhatCannotBeRouted(String body, GatewayFault.Kind kind) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> scan(body))
                .satisfies(refused -> assertThat(refused.fault().kind()).isEqualTo(kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "Multipart/Form-Data"})
    void refusesForms(String contentType) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> ResponsesDialect.INSTANCE.newRequestScan(Operation.RESPONSES, contentType))
                .satisfies(refused ->
                        assertThat(refused.fault().kind()).isEqualTo(GatewayFault.Kind.UNSUPPORTED_MEDIA_TYPE));
    }
}
