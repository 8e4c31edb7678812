package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CellsTest {
    @Test
    void listsNoLossThatIsOfNoCell() {
        for (Cells.Loss loss : Cells.all()) {
            assertThat(cells(loss)).as(loss.toString()).isNotEmpty();
        }
    }

    @Test
    void listsEachLossOfACellOnce() {
        List<String> all = new ArrayList<>();
        for (Cells.Loss loss : Cells.all()) {
            cells(loss).forEach(cell -> all.add(loss.aspect() + " of " + cell));
        }

        assertThat(all).doesNotHaveDuplicates();
    }

    private static List<String> cells(Cells.Loss loss) {
        List<String> cells = new ArrayList<>();
        for (String client : Stage.KNOWN) {
            for (String provider : Stage.KNOWN) {
                for (Feature feature : Feature.values()) {
                    for (boolean isStreamed : new boolean[] {false, true}) {
                        if (loss.isOf(client, provider, feature, isStreamed)) {
                            cells.add(client + " " + provider + " " + feature + " " + isStreamed);
                        }
                    }
                }
            }
        }
        return cells;
    }
}
