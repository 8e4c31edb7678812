package io.penstock.dialect.responses.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.responses.ResponsesDialect;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TurnTest {
    private static final int BYTES_MAX = 500;

    private final Map<String, StoredResponse> stored = new HashMap<>();
    private final Shelf shelf = new Shelf() {
        @Override
        public @Nullable StoredResponse find(String id) {
            return stored.get(id);
        }

        @Override
        public long responseBytesMax() {
            return BYTES_MAX;
        }

        @Override
        public void store(String id, byte[] document, List<byte[]> input, @Nullable StoredResponse previous) {
            stored.put(id, new Stored(id, document, input, previous));
        }
    };

    private static void anyRoom(long bytes) {
        assertThat(bytes).isNotNegative();
    }

    private static final class Stored implements StoredResponse {
        private final String id;
        private final byte[] document;
        private final List<byte[]> input;
        private final @Nullable StoredResponse previous;

        private Stored(String id, byte[] document, List<byte[]> input, @Nullable StoredResponse previous) {
            this.id = id;
            this.document = document;
            this.input = input;
            this.previous = previous;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public byte[] document() {
            return document;
        }

        @Override
        public List<byte[]> input() {
            return input;
        }

        @Override
        public @Nullable StoredResponse previous() {
            return previous;
        }
    }

    private static ByteBuf bytes(String json) {
        return Unpooled.copiedBuffer(json.replace('\'', '"'), StandardCharsets.UTF_8);
    }

    private static ChatRequest read(Turn turn, String json) {
        ByteBuf body = bytes(json);
        return ResponsesDialect.of(turn).requestReader().read(body, 0, body.writerIndex(), new LossReport());
    }

    /** Reads a request and stores a response to it. */
    private void turn(String name, String request, String output) {
        Turn turn = new Turn(name, shelf, TurnTest::anyRoom);
        read(turn, request);
        store(turn, name, output);
    }

    private static void store(Turn turn, String name, String output) {
        ByteBuf response = bytes("x{'id':'resp_" + name + "','output':[" + output + "]}x");
        turn.store(response, 1, response.writerIndex() - 1);
    }

    private List<String> input(String id) {
        return Objects.requireNonNull(stored.get(id)).input().stream()
                .map(item -> new String(item, StandardCharsets.UTF_8).replace('"', '\''))
                .toList();
    }

    @Test
    void aRequestGoesOnFromAllThatWasSaidBefore() {
        String said = "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'%s'}]}";
        turn("a", "{'input':'One'}", said.formatted("Two"));
        turn("b", "{'previous_response_id':'resp_a','input':'Three'}", said.formatted("Four"));
        Turn turn = new Turn("c", shelf, TurnTest::anyRoom);

        ChatRequest request =
                read(turn, "{'previous_response_id':'resp_b','instructions':'Be brief.','store':true,'input':'Five'}");

        assertThat(request.messages())
                .extracting(ChatRequest.Message::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(request.setting(Option.STORE)).isNull();
        assertThat(turn.previousId()).isEqualTo("resp_b");
        assertThat(input("resp_b")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'Hi'|{'role':'user','content':[{'type':'input_text','text':'Hi'}],'type':'message','id':'msg_a_in0',"
                        + "'status':'completed'}",
                "[{'role':'assistant','content':'Hi'}]|{'role':'assistant','content':[{'type':'output_text','text':'Hi',"
                        + "'annotations':[]}],'type':'message','id':'msg_a_in0','status':'completed'}",
                "[{'role':'user','content':[{'type':'input_text','text':'Hi'}]}]|{'role':'user',"
                        + "'content':[{'type':'input_text','text':'Hi'}],'type':'message','id':'msg_a_in0','status':'completed'}",
                "[{'type':'function_call_output','call_id':'c','output':'o'}]|{'type':'function_call_output','call_id':'c',"
                        + "'output':'o','id':'item_a_in0','status':'completed'}",
                "[{'type':'reasoning','id':'rs_1','summary':[],'status':null}]|{'type':'reasoning','id':'rs_1','summary':[],"
                        + "'status':'completed'}",
                "[{'role':'user','content':'Hi','\\u0022\\u00e9':1}]|{'role':'user','content':[{'type':'input_text','text':'Hi'}],"
                        + "'\\'\u00e9':1,'type':'message','id':'msg_a_in0','status':'completed'}",
            })
    void anItemIsStoredWithWhatItsClientLeftOut(String input, String item) {
        turn("a", "{'input':" + input + "}", "");

        assertThat(input("resp_a")).containsExactly(item);
    }

    @Test
    void aReferenceIsReadAndStoredAsWhatItRefersTo() {
        String said =
                "{'id':'msg_a_0','type':'message','role':'assistant','content':[{'type':'output_text','text':'Two'}]}";
        turn("a", "{'input':'One'}", said);

        turn("b", "{'input':[{'id':'msg_a_in0'},{'type':'item_reference','id':'msg_a_0'}]}", "");

        assertThat(input("resp_b")).hasSize(2);
        assertThat(input("resp_b").get(0)).contains("'text':'One'");
        assertThat(input("resp_b").get(1)).contains("'text':'Two'");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"previous_response_id\":\"resp_x\",\"input\":\"a\"', previous_response_id",
        "'\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_x_0\"}]', input[0].id",
        "'\"input\":[{\"type\":\"item_reference\",\"id\":\"msg\"}]', input[0].id",
        "'\"input\":\"a\",\"conversation\":\"conv_1\"', conversation",
        "'\"input\":\"a\",\"background\":true', background",
        "'\"input\":\"a\",\"store\":1', store",
    })
    void whatIsNotThereIsRefused(String members, String param) {
        Turn turn = new Turn("a", shelf, TurnTest::anyRoom);

        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> read(turn, "{" + members + "}"))
                .satisfies(refused -> {
                    assertThat(refused.fault().status()).isEqualTo(400);
                    assertThat(refused.fault().param()).isEqualTo(param);
                    assertThat(refused.fault().message())
                            .startsWith(param + ": ")
                            .contains("(expected: ");
                });
    }

    @Test
    void roomIsAskedForBeforeAnythingIsRead() {
        turn("a", "{'input':'One'}", "{'id':'msg_a_0','type':'message','role':'user','content':'Two'}");
        long bytes = Objects.requireNonNull(stored.get("resp_a")).bytes();
        FaultException full = new FaultException(GatewayFault.of(Kind.TOO_LARGE, "full"));
        Turn turn = new Turn("b", shelf, asked -> {
            assertThat(asked).isEqualTo(bytes);
            throw full;
        });

        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> read(turn, "{'previous_response_id':'resp_a','input':'Three'}"))
                .isSameAs(full);
    }

    @Test
    void whatIsTooLargeIsNotStored() {
        Turn turn = new Turn("a", shelf, TurnTest::anyRoom);
        turn.onInput(RawJson.of("\"" + "x".repeat(BYTES_MAX) + "\""));

        store(turn, "a", "");

        assertThat(turn.isTooLarge()).isTrue();
        assertThat(stored).isEmpty();
    }

    @Test
    void whatIsNotToBeStoredIsNotEvenTooLarge() {
        Turn turn = new Turn("a", shelf, TurnTest::anyRoom);

        read(turn, "{'store':false,'input':'" + "x".repeat(BYTES_MAX) + "'}");
        store(turn, "a", "");

        assertThat(turn.isTooLarge()).isFalse();
        assertThat(stored).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        ", 20, true, 'msg_a_in0 m0 msg_b_in0 msg_b_in1', false",
        ", 20, false, 'msg_b_in1 msg_b_in0 m0 msg_a_in0', false",
        ", 2, true, 'msg_a_in0 m0', true",
        "m0, 1, true, 'msg_b_in0', true",
        "m0, 2, true, 'msg_b_in0 msg_b_in1', false",
        "m0, 20, false, 'msg_a_in0', false",
        "msg_b_in1, 20, true, '', false",
        "m1, 20, true, , false",
    })
    void inputItemsComeInPages(
            @Nullable String after, int limit, boolean isAscending, @Nullable String ids, boolean hasMore) {
        turn("a", "{'input':'One'}", "{'id':'m0','type':'message','role':'assistant','content':[]}");
        turn(
                "b",
                "{'previous_response_id':'resp_a','input':[{'role':'user','content':'a'},{'role':'user','content':'b'}]}",
                "{'id':'m1','type':'message','role':'assistant','content':[]}");

        byte[] page = new ItemPage(after, limit, isAscending).of(Objects.requireNonNull(stored.get("resp_b")));

        if (ids == null) {
            assertThat(page).isNull();
            return;
        }
        String text = new String(Objects.requireNonNull(page), StandardCharsets.UTF_8);
        List<String> expected = ids.isEmpty() ? List.of() : List.of(ids.split(" ", -1));
        assertThat(text).startsWith("{\"object\":\"list\",\"data\":[");
        assertThat(text.substring(0, text.indexOf("\"first_id\"")).split("\"id\":\"", -1))
                .hasSize(expected.size() + 1);
        int at = 0;
        for (String id : expected) {
            at = text.indexOf("\"id\":\"" + id + "\"", at);
            assertThat(at).as(id).isPositive();
        }
        String first = expected.isEmpty() ? "null" : "\"" + expected.get(0) + "\"";
        String last = expected.isEmpty() ? "null" : "\"" + expected.get(expected.size() - 1) + "\"";
        assertThat(text)
                .endsWith("],\"first_id\":" + first + ",\"last_id\":" + last + ",\"has_more\":" + hasMore + "}");
    }
}
