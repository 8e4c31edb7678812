package io.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tag of a caller, over each of what goes into it. */
final class StateSealTest {
    private static final SealKey KEY = SealKey.of(Secret.of("0123456789abcdef0123456789abcdef"));
    private static final StateSeal ANNA = KEY.of("subject:anna");
    private static final String DATA = "c2VjcmV0";

    private static String tag(StateSeal seal, String maker, String data) {
        ByteBuf bytes = Unpooled.copiedBuffer(data, StandardCharsets.UTF_8);
        return seal.tag(maker, bytes, 0, bytes.writerIndex());
    }

    private static ModelTarget google(StateSeal seal) {
        return ModelTarget.of("google", "m").sealed(seal);
    }

    /** A state that went through a label. */
    private static ReasoningState given(StateSeal seal) {
        EscapedText data = EscapedText.of(DATA);
        EscapedText label = Objects.requireNonNull(StateLabel.label(
                EscapedText.EMPTY, "gemini", google(seal), "kind", data.buffer(), data.start(), data.end()));
        return Objects.requireNonNull(StateLabel.read(label).state());
    }

    /** All nodes make the same, whatever their version: computed apart, see RFC 2104. */
    @Test
    void isAMacOverCallerMakerAndData() {
        assertThat(tag(ANNA, "gemini@google", DATA)).isEqualTo("vPyuHyjfCeOFGG57Zh22kQ");
    }

    @Test
    void aStateThatComesBackAsItWasGivenIsGood() {
        ReasoningState state = given(ANNA);

        assertThat(state.isFor("gemini", google(ANNA))).isTrue();
        assertThat(state.called("other").isFor("gemini", google(ANNA))).isTrue();
        assertThat(state.maker()).isEqualTo("gemini@google");
        assertThat(state.kind()).isEqualTo("kind");
        assertThat(state.data().decode()).isEqualTo(DATA);
    }

    @Test
    void itIsNobodyElses() {
        ReasoningState state = given(ANNA);

        assertThat(state.isFor("gemini", google(KEY.of("subject:ben")))).isFalse();
        assertThat(state.isFor("gemini", google(KEY.of("subject:ann")))).isFalse();
        assertThat(state.isFor("gemini", google(SealKey.random().of("subject:anna"))))
                .isFalse();
        assertThat(state.isFor("gemini", google(StateSeal.NONE))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"gemini, vertex", "anthropic, google", "gemini@googl, e"})
    void noOtherMakerCanBePutInFrontOfIt(String dialect, String provider) {
        ReasoningState good = given(ANNA);
        ReasoningState renamed =
                new ReasoningState(ReasoningState.maker(dialect, provider), good.kind(), good.data(), good.tag());

        assertThat(renamed.isFor(dialect, ModelTarget.of(provider, "m").sealed(ANNA)))
                .isFalse();
    }

    @Test
    void noByteOfItCanBeChanged() {
        ReasoningState good = given(ANNA);

        for (int i = 0; i < DATA.length(); i++) {
            EscapedText changed = EscapedText.of(DATA.substring(0, i) + "_" + DATA.substring(i + 1));
            assertThat(new ReasoningState(good.maker(), good.kind(), changed, good.tag()).isFor("gemini", google(ANNA)))
                    .isFalse();
        }
        for (String data : new String[] {"", DATA + "A", DATA.substring(1)}) {
            assertThat(new ReasoningState(good.maker(), good.kind(), EscapedText.of(data), good.tag())
                            .isFor("gemini", google(ANNA)))
                    .isFalse();
        }
    }

    @Test
    void aTagThatIsCutChangedOrMissingIsNone() {
        ReasoningState good = given(ANNA);
        String tag = good.tag();

        assertThat(tag).hasSize(22);
        for (int i = 0; i < tag.length(); i++) {
            String changed = tag.substring(0, i) + (tag.charAt(i) == 'A' ? 'B' : 'A') + tag.substring(i + 1);
            for (String other : new String[] {tag.substring(0, i), changed, tag + "A"}) {
                assertThat(new ReasoningState(good.maker(), good.kind(), good.data(), other)
                                .isFor("gemini", google(ANNA)))
                        .as(other)
                        .isFalse();
            }
        }
    }

    @Test
    void aCallersNameDoesNotRunIntoTheMakers() {
        assertThat(tag(KEY.of("ab"), "c@p", DATA)).isNotEqualTo(tag(KEY.of("a"), "bc@p", DATA));
        assertThat(tag(KEY.of("a"), "b@p", "cd")).isNotEqualTo(tag(KEY.of("a"), "b@pc", "d"));
    }

    @Test
    void thereIsNoTagWhereNobodyIsAsked() {
        ReasoningState state = given(StateSeal.NONE);

        assertThat(state.tag()).isEmpty();
        assertThat(state.isFor("gemini", google(StateSeal.NONE))).isTrue();
        assertThat(state.isFor("gemini", google(ANNA))).isFalse();
    }

    @Test
    void nobodyIsNoCaller() {
        assertThatThrownBy(() -> KEY.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }
}
