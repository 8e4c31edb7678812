package io.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateLabelTest {
    /** What marks and base64 are made of, so that both occur by chance. */
    private static final String CONFUSING = "_ps1-Az0+/= ";

    private static EscapedText labelled(EscapedText id, String kind, String state) {
        ByteBuf data = Unpooled.copiedBuffer(state, StandardCharsets.UTF_8);
        return Objects.requireNonNull(
                StateLabel.label(id, "gemini", ModelTarget.of("google", "m"), kind, data, 0, data.writerIndex()));
    }

    private static String text(Random random, String alphabet, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(lengthMax + 1); left > 0; left--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void whateverIdAndStateAreBothComeBack() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            EscapedText id = EscapedText.of(text(random, CONFUSING, 12));
            String state = text(random, i % 2 == 0 ? CONFUSING : "\u00ff\u00fe\u00fb\u00ef\u00bf>?", 40);

            EscapedText labelled = labelled(id, "kind", state);
            StateLabel.Labelled read = StateLabel.read(labelled);

            assertThat(labelled.decode().substring(id.decode().length())).matches("[a-zA-Z0-9_-]+");
            assertThat(read.id()).isEqualTo(id);
            assertThat(read.state()).isEqualTo(new ReasoningState("gemini@google", "kind", EscapedText.of(state)));
        }
    }

    @Test
    void theMarkNeverOccursInTheStateItself() {
        byte[] bytes = new byte[3];
        for (int all = 0; all < 1 << 24; all += 97) {
            bytes[0] = (byte) (all >> 16);
            bytes[1] = (byte) (all >> 8);
            bytes[2] = (byte) all;
            ByteBuf data = Unpooled.wrappedBuffer(bytes);
            EscapedText field = Objects.requireNonNull(
                    StateLabel.inField(EscapedText.EMPTY, "a", ModelTarget.of("b", "m"), "k", data, 0, bytes.length));

            assertThat(field.decode().lastIndexOf('_')).isEqualTo(StateLabel.MARK.length() - 1);
        }
    }

    @Test
    void labelsBehindEachOtherComeOffOneByOne() {
        EscapedText id = EscapedText.of("call_1");

        EscapedText twice = labelled(labelled(id, "first", "a"), "second", "b");
        StateLabel.Labelled second = StateLabel.read(twice);
        StateLabel.Labelled first = StateLabel.read(second.id());

        assertThat(Objects.requireNonNull(second.state()).kind()).isEqualTo("second");
        assertThat(Objects.requireNonNull(first.state()).kind()).isEqualTo("first");
        assertThat(first.id()).isEqualTo(id);
        assertThat(StateLabel.plain(twice.decode())).isEqualTo("call_1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "call_1",
                "__ps1_",
                "call__ps1_",
                "call__ps1_YSBi",
                "call__ps1_%%%%",
                "x__ps1_YUBwIGIgfCI",
                "x__ps1_YSBiIHw"
            })
    void whatIsNoLabelIsAnId(String text) {
        StateLabel.Labelled read = StateLabel.read(EscapedText.of(text));

        assertThat(read.state()).isNull();
        assertThat(read.id()).isEqualTo(EscapedText.of(text));
    }

    @Test
    void anIdThatIsLongItselfCarriesNone() {
        ByteBuf data = Unpooled.copiedBuffer("x", StandardCharsets.UTF_8);
        EscapedText longest = EscapedText.of("i".repeat(StateLabel.ID_BYTES_MAX));
        EscapedText longer = EscapedText.of("i".repeat(StateLabel.ID_BYTES_MAX + 1));

        assertThat(StateLabel.label(longest, "a", ModelTarget.of("b", "m"), "k", data, 0, 1))
                .isNotNull();
        assertThat(StateLabel.label(longer, "a", ModelTarget.of("b", "m"), "k", data, 0, 1))
                .isNull();
    }

    @Test
    void theTagCountsTowardsTheBounds() {
        ModelTarget anybodys = ModelTarget.of("b", "m");
        ModelTarget annas = anybodys.sealed(SealKey.random().of("anna"));
        EscapedText id = EscapedText.of("call_1");
        ByteBuf data = Unpooled.copiedBuffer("x".repeat(StateLabel.FIELD_BYTES_MAX), StandardCharsets.US_ASCII);
        int idBytes = (StateLabel.BYTES_MAX - id.length() - StateLabel.MARK.length()) / 4 * 3 - "a@b k ".length();
        int fieldBytes = (StateLabel.FIELD_BYTES_MAX - StateLabel.MARK.length()) / 4 * 3 - "a@b k ".length();

        assertThat(StateLabel.label(id, "a", anybodys, "k", data, 0, idBytes)).isNotNull();
        assertThat(StateLabel.label(id, "a", annas, "k", data, 0, idBytes)).isNull();
        assertThat(StateLabel.label(id, "a", annas, "k", data, 0, idBytes - 23)).isNotNull();
        assertThat(StateLabel.inField(EscapedText.EMPTY, "a", anybodys, "k", data, 0, fieldBytes))
                .isNotNull();
        assertThat(StateLabel.inField(EscapedText.EMPTY, "a", annas, "k", data, 0, fieldBytes))
                .isNull();
        assertThat(StateLabel.inField(EscapedText.EMPTY, "a", annas, "k", data, 0, fieldBytes - 23))
                .isNotNull();
    }

    /** What has no provider would pass for a dialect's own, which needs no tag. */
    @Test
    void aLabelWithoutAProviderIsNone() {
        String forged = "call_1" + StateLabel.MARK
                + Base64.getEncoder().encodeToString("gemini kind data".getBytes(StandardCharsets.US_ASCII));

        assertThat(StateLabel.read(EscapedText.of(forged)).state()).isNull();
        assertThat(StateLabel.read(EscapedText.of(forged)).id().decode()).isEqualTo(forged);
    }
}
