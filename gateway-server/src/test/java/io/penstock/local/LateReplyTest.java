package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.LateReply;
import io.penstock.upstream.OneLoop;
import org.junit.jupiter.api.Test;

final class LateReplyTest {
    @Test
    void aDefectOfWhoMakesItIsToldOnTheLoopOfTheExchange() {
        try (OneLoop rig = new OneLoop()) {
            Asked asked = Asked.ask(
                    (request, reply) -> {
                        LateReply late = new LateReply(request, reply);
                        new Thread(() -> late.answer(() -> {
                                    throw new IllegalStateException("of the maker");
                                }))
                                .start();
                        return late;
                    },
                    "/v1/models",
                    rig.loop());

            assertThat(asked.said()).isEqualTo("defect: of the maker");
        }
    }
}
