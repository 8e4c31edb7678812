package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.ModelTarget;
import io.penstock.provider.Dialects;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An image is most of a request that has one: translating it takes less than twice its size, heap and buffers together. */
final class LargeImageTest {
    private static final int IMAGE_BYTES = 20 * 1024 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<List<String>> pairs() {
        List<String> names = Dialects.all().stream().map(Dialect::name).toList();
        return names.stream()
                .flatMap(client -> names.stream()
                        .filter(provider -> !provider.equals(client))
                        .map(provider -> List.of(client, provider)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void takesLessThanTwiceTheSizeOfTheImage(List<String> pair) {
        byte[] image = new byte[IMAGE_BYTES];
        Arrays.fill(image, (byte) 'A');
        String[] parts = request(pair.get(0)).split("IMAGE", -1);
        ByteBuf body = Unpooled.wrappedBuffer(ascii(parts[0]), image, ascii(parts[1]));
        ByteBuf whole = Unpooled.directBuffer(body.readableBytes()).writeBytes(body);
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, true);
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);

        Translation translation = new Translation(
                dialect(pair.get(0)),
                dialect(pair.get(1)),
                ModelTarget.of("provider", "model"),
                whole,
                false,
                false,
                alloc);
        long heap = THREADS.getThreadAllocatedBytes(thread) - before;
        long direct = alloc.metric().usedDirectMemory();
        long written =
                translation.written().stream().mapToLong(ByteBuf::readableBytes).sum();
        translation.release();
        whole.release();

        assertThat(translation.loss().line()).isEmpty();
        assertThat(written).isGreaterThanOrEqualTo(IMAGE_BYTES);
        assertThat(heap + direct).isLessThan(2L * IMAGE_BYTES);
        assertThat(alloc.metric().usedDirectMemory()).isZero();
    }

    private static Dialect dialect(String name) {
        return Objects.requireNonNull(Dialects.find(name), name);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String request(String dialect) {
        return switch (dialect) {
            case "openai" -> """
                    {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image_url",\
                    "image_url":{"url":"data:image/png;base64,IMAGE"}}]}]}""";
            case "responses" -> """
                    {"model":"m","max_output_tokens":99,"store":false,"input":[{"role":"user","content":[{"type":"input_image",\
                    "image_url":"data:image/png;base64,IMAGE"}]}]}""";
            case "anthropic" -> """
                    {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":\
                    {"type":"base64","media_type":"image/png","data":"IMAGE"}}]}]}""";
            case "gemini" -> """
                    {"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"IMAGE"}}]}],\
                    "generationConfig":{"maxOutputTokens":9}}""";
            case "cohere" -> """
                    {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image_url",\
                    "image_url":{"url":"data:image/png;base64,IMAGE"}}]}]}""";
            case "bedrock" -> """
                    {"inferenceConfig":{"maxTokens":9},"messages":[{"role":"user","content":[{"image":\
                    {"format":"png","source":{"bytes":"IMAGE"}}}]}]}""";
            default -> throw new IllegalArgumentException(dialect);
        };
    }
}
