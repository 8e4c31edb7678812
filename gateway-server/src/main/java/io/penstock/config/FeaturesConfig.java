package io.penstock.config;

import java.util.List;
import java.util.Locale;

/**
 * What is switched on.
 *
 * @param vision whether images may be sent to models
 * @param images whether images may be asked for
 * @param errorFormat how errors of the gateway's own are written
 * @param demo whether the built-in model answers
 * @param translation what becomes of a request that loses something on its way into a provider's dialect
 */
public record FeaturesConfig(
        boolean vision, boolean images, ErrorFormat errorFormat, Demo demo, Translation translation) {
    static final Setting<Boolean> VISION = Setting.flag("features.vision", false, "ENABLE_VISION");
    static final Setting<Boolean> IMAGES = Setting.flag("features.images", false, "ENABLE_IMAGES");
    static final Setting<ErrorFormat> ERROR_FORMAT =
            Setting.choice("features.errorFormat", ErrorFormat.OPENAI, ErrorFormat.class, "ERROR_FORMAT");
    static final Setting<Demo> DEMO = new Setting<>(
            "features.demo",
            "auto",
            List.of("ENABLE_DEMO"),
            "auto, on (or true), off (or false)",
            Demo::parse,
            value -> true);

    static final Setting<Translation> TRANSLATION =
            Setting.choice("features.translation", Translation.LENIENT, Translation.class, "TRANSLATION");

    static final List<Setting<?>> SETTINGS = List.of(VISION, IMAGES, ERROR_FORMAT, DEMO, TRANSLATION);

    static FeaturesConfig read(Values values) {
        return new FeaturesConfig(
                values.get(VISION),
                values.get(IMAGES),
                values.get(ERROR_FORMAT),
                values.get(DEMO),
                values.get(TRANSLATION));
    }

    /** How errors of the gateway's own are written. */
    public enum ErrorFormat {
        /** As OpenAI writes them. */
        OPENAI,
        /** {@code {"error":"..."}}. */
        SIMPLE
    }

    /** What becomes of a request that loses something on its way into a provider's dialect. */
    public enum Translation {
        /** It goes, and the answer says what was lost. */
        LENIENT,
        /** It is refused. */
        STRICT
    }

    /** Whether the built-in model answers. */
    public enum Demo {
        /** While no provider is configured. */
        AUTO,
        /** Always. */
        ON,
        /** Never. */
        OFF;

        private static Demo parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "auto" -> AUTO;
                case "on", "true" -> ON;
                case "off", "false" -> OFF;
                default -> throw new IllegalArgumentException("demo");
            };
        }
    }
}
