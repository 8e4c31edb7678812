package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the loops do, in the order in which they do it: each call is one step of one of them. */
final class ConnectionLimitTest {
    private final ConnectionLimit limit = new ConnectionLimit(2);
    private final List<String> asked = new ArrayList<>();
    private final Pool a = new Pool("a");
    private final Pool b = new Pool("b");
    private final Pool c = new Pool("c");

    private final class Pool implements PermitSeeker {
        final String name;
        long idleSinceNanos = NEVER;

        Pool(String name) {
            this.name = name;
            limit.join(this);
        }

        @Override
        public long idleSinceNanos() {
            return idleSinceNanos;
        }

        @Override
        public void askToCloseIdle() {
            asked.add(name + " to close");
        }

        @Override
        public void offerPermit() {
            asked.add(name + " to connect");
        }
    }

    private void takeBoth() {
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
    }

    @Test
    void offersThePermitThatCameBackBeforeTheWaitAlsoWhereAnotherLoopHasIdleConnections() {
        takeBoth();
        c.idleSinceNanos = 1;
        // A connection of b closes: a was refused, and does not wait yet. That of c will be lent before c is asked to
        // close it.
        limit.release();

        limit.seek(a);

        assertThat(asked).containsExactly("a to connect");
        assertThat(limit.tryAcquire()).isTrue();
    }

    @Test
    void offersAPermitThatComesBackToWhoHasWaitedLongest() {
        takeBoth();
        limit.seek(a);
        limit.seek(b);

        limit.release();

        assertThat(asked).containsExactly("a to connect");
        assertThat(limit.isSoughtBefore(a)).isTrue();
    }

    @Test
    void asksTheLongestIdleLoopWhereNoPermitIsFree() {
        takeBoth();
        b.idleSinceNanos = 2;
        c.idleSinceNanos = 1;

        limit.seek(a);

        assertThat(asked).containsExactly("c to close");
    }

    @Test
    void asksForAnIdleConnectionWhereTheFreePermitGoesToAnother() {
        takeBoth();
        limit.seek(b);
        limit.seek(b);
        limit.release();
        c.idleSinceNanos = 1;

        limit.seek(a);

        assertThat(asked).containsExactly("b to connect", "b to connect", "c to close");
    }

    @Test
    void tellsWhetherWhoWaitsNoLongerWasOfferedAPermit() {
        takeBoth();
        limit.seek(a);
        limit.seek(a);
        limit.release();

        assertThat(limit.unseek(a)).isTrue();
        assertThat(limit.unseek(a)).isFalse();
        assertThat(limit.isSoughtBefore(b)).isFalse();
    }

    @Test
    void asksTheNextLoopWhereTheFirstHasNothingIdleAnyMore() {
        takeBoth();
        b.idleSinceNanos = 1;
        c.idleSinceNanos = 2;
        limit.seek(a);
        // The one of b was lent meanwhile.
        b.idleSinceNanos = PermitSeeker.NEVER;

        limit.askIdlest();

        assertThat(asked).containsExactly("b to close", "c to close");
    }

    @Test
    void asksNobodyWhereNobodyWaits() {
        takeBoth();
        b.idleSinceNanos = 1;

        limit.askIdlest();

        assertThat(asked).isEmpty();
    }
}
