package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueReaderTest {

    @Test
    void takesWhatIsNotSaidFromOpenAi() throws IOException {
        List<Provider> providers = read("[{'id':'a','url':'http://h'},{'id':'b','paths':{'chat':'/c'}}]");

        assertThat(providers).extracting(Provider::id).containsExactly("a", "b");
        assertThat(providers.get(0).models()).isEqualTo(ModelList.OPENAI);
        assertThat(providers.get(1).path(Operation.CHAT)).isEqualTo("/c");
        assertThat(providers.get(1).defaultUrl()).isNull();
    }

    @Test
    void readsWhatARequestMustBeLike() throws IOException {
        String facts =
                "'parameters':{'n':'','seed':'random_seed'},'traits':['no_tools'],'quirks':['no_stream_options']";

        ModelTarget target = read("[{'id':'a'," + facts + "}]").get(0).modelTarget("m");

        assertThat(target.provider()).isEqualTo("a");
        assertThat(target.model()).isEqualTo("m");
        assertThat(target.parameters())
                .containsOnly(Map.entry("n", ""), Map.entry("seed", "random_seed"), Map.entry("stream_options", ""));
        assertThat(target.traits()).containsExactly(ModelTarget.Trait.NO_TOOLS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[{'id':'a','colour':'red'}]",
                "[{'id':1}]",
                "[{'id':'A'}]",
                "[{}]",
                "[{'id':'a','aliases':'b'}]",
                "[{'id':'a','aliases':['B']}]",
                "[{'id':'a','credential':'magic'}]",
                "[{'id':'a','quirks':['odd']}]",
                "[{'id':'a','paths':{'dance':'/d'}}]",
                "[{'id':'a','traits':['odd']}]",
                "[{'id':'a','parameters':['n']}]",
                "[{'id':'a','parameters':{'n':1}}]",
                "[{'id':'a','models':{'path':'models'}}]",
                "[{'id':'a','models':{'page':'1'}}]",
                "[{'id':'a','models':{'paging':{'size':'1'}}}]",
            })
    void refusesWhatItDoesNotKnow(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Provider> read(String json) throws IOException {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return CatalogueReader.read(new ByteArrayInputStream(bytes));
    }
}
