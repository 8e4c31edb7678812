package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.errors.NotFoundException;
import com.openai.models.models.Model;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModelsTest {
    private static final String LIST = "{\"object\":\"list\",\"data\":[" + model("gpt-4.1-nano", 1744321025) + ","
            + model("ft:gpt/new", 1744321026) + "]}";

    @Test
    void listsWhatTheProvidersHave() {
        try (Stage stage = listing()) {

            List<Model> models = listed(stage);

            assertThat(models).extracting(Model::id).containsExactly("ours/gpt-4.1-nano", "ours/ft:gpt/new");
            assertThat(models).extracting(Model::created).containsExactly(1744321025L, 1744321026L);
        }
    }

    @Test
    void retrievesEachModelByTheNameThatItIsListedUnder() {
        try (Stage stage = listing()) {
            for (Model listed : listed(stage)) {

                Model model = stage.client().models().retrieve(listed.id());

                assertThat(model).isEqualTo(listed);
            }
        }
    }

    @Test
    void isToldOfAModelThatNobodyHas() {
        try (Stage stage = listing()) {

            NotFoundException error = catchThrowableOfType(
                    NotFoundException.class, () -> stage.client().models().retrieve("ours/none"));

            assertThat(error.code()).contains("model_not_found");
        }
    }

    /** A provider of the user's own, whose list the gateway reads. */
    private static Stage listing() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(Answers.json(LIST));
        return Stage.of(
                upstream,
                settings -> settings.set("providers.ours.url", "http://127.0.0.1:" + upstream.port() + "/v1"));
    }

    private static List<Model> listed(Stage stage) {
        return stage.client().models().list().data().stream()
                .filter(model -> model.id().startsWith("ours/"))
                .toList();
    }

    private static String model(String id, long created) {
        return "{\"id\":\"" + id + "\",\"object\":\"model\",\"created\":" + created + ",\"owned_by\":\"openai\"}";
    }
}
