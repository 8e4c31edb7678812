package io.penstock.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.FetchRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks llama.cpp ({@code GET /props}) and Ollama ({@code POST /api/show}) for the context window that a model runs with. At most four
 * questions are on their way at a time, answers count for half a minute, and a failure is an answer: nothing is known. Confined to
 * the thread of the models.
 */
final class RuntimeWindows {
    private static final String LLAMACPP = "llamacpp";
    private static final String OLLAMA = "ollama";
    private static final int ASKED_AT_ONCE = 4;
    private static final int BODY_BYTES_MAX = 1024 * 1024;
    private static final int STATUS_OK = 200;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Fetcher fetcher;
    private final Map<ModelRef, Window> known = new HashMap<>();
    private final Deque<Question> questions = new ArrayDeque<>();
    private long timeoutNanos = TimeUnit.SECONDS.toNanos(10);
    private int asked;

    RuntimeWindows(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** Whether a provider can be asked. */
    static boolean isAskable(ModelRef model) {
        String provider = model.endpoint().id();
        return provider.equals(LLAMACPP) || provider.equals(OLLAMA);
    }

    /** Forgets what is known, since another configuration counts. */
    void reset(long nextTimeoutNanos) {
        known.clear();
        timeoutNanos = nextTimeoutNanos;
    }

    /** Tells of each model that can be asked for how many tokens it takes in; those that nothing is known of are left out. */
    void ask(Collection<ModelRef> models, Consumer<Map<ModelRef, Long>> then) {
        long now = System.nanoTime();
        for (Iterator<Window> it = known.values().iterator(); it.hasNext(); ) {
            if (now - it.next().readAtNanos > KEPT_NANOS) {
                it.remove();
            }
        }
        Round round = new Round(then);
        for (ModelRef model : models) {
            if (isAskable(model)) {
                round.add(model);
            }
        }
        round.isComplete = true;
        round.endIfAnswered();
        askNext();
    }

    private void askNext() {
        long now = System.nanoTime();
        while (asked < ASKED_AT_ONCE) {
            Question question = questions.poll();
            if (question == null) {
                return;
            }
            long leftNanos = question.round.deadlineNanos - now;
            if (leftNanos <= 0) {
                question.round.answer(question.model, 0);
            } else {
                asked++;
                question.ask(leftNanos);
            }
        }
    }

    /** llama.cpp: what one of its slots has. */
    static long ofProps(JsonNode props) {
        return Math.max(
                0, props.path("default_generation_settings").path("n_ctx").asLong());
    }

    /** Ollama: what its parameters set; where they do not, what the model was made for. */
    static long ofShow(JsonNode show) {
        for (String line : show.path("parameters").asText("").split("\n", -1)) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2 && words[0].equals("num_ctx") && words[1].matches("[0-9]{1,18}")) {
                return Long.parseLong(words[1]);
            }
        }
        JsonNode info = show.path("model_info");
        for (Iterator<String> names = info.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.endsWith(".context_length")) {
                return Math.max(0, info.path(name).asLong());
            }
        }
        return 0;
    }

    private record Window(long tokens, long readAtNanos) {}

    /** One question of somebody's. */
    private final class Question implements FetchListener {
        private final Round round;
        private final ModelRef model;

        Question(Round round, ModelRef model) {
            this.round = round;
            this.model = model;
        }

        void ask(long leftNanos) {
            FetchRequest.Limits limits = new FetchRequest.Limits(leftNanos, BODY_BYTES_MAX);
            if (isLlama()) {
                fetcher.get(model.endpoint(), "/props", limits, this);
            } else {
                String body = JsonNodeFactory.instance
                        .objectNode()
                        .put("model", model.id())
                        .toString();
                fetcher.post(model.endpoint(), "/api/show", body, limits, this);
            }
        }

        private boolean isLlama() {
            return model.endpoint().id().equals(LLAMACPP);
        }

        @Override
        public void onFetched(int status, byte[] body) {
            onAnswer(status == STATUS_OK ? tokens(body) : 0);
        }

        private long tokens(byte[] body) {
            try {
                JsonNode json = ModelPageReader.JSON.readTree(body);
                return isLlama() ? ofProps(json) : ofShow(json);
            } catch (IOException unreadable) {
                return 0;
            }
        }

        @Override
        public void onFailed(FetchFailure failure) {
            onAnswer(0);
        }

        private void onAnswer(long tokens) {
            asked--;
            known.put(model, new Window(tokens, System.nanoTime()));
            round.answer(model, tokens);
            askNext();
        }
    }

    /** The questions of one request. */
    private final class Round {
        private final Consumer<Map<ModelRef, Long>> then;
        private final long deadlineNanos = System.nanoTime() + timeoutNanos;
        private final Map<ModelRef, Long> answers = new HashMap<>();
        private int open;
        private boolean isComplete;

        Round(Consumer<Map<ModelRef, Long>> then) {
            this.then = then;
        }

        void add(ModelRef model) {
            open++;
            Window window = known(model);
            if (window == null) {
                questions.add(new Question(this, model));
            } else {
                answer(model, window.tokens);
            }
        }

        private @Nullable Window known(ModelRef model) {
            return known.get(model);
        }

        void answer(ModelRef model, long tokens) {
            open--;
            if (tokens > 0) {
                answers.put(model, tokens);
            }
            endIfAnswered();
        }

        void endIfAnswered() {
            if (isComplete && open == 0) {
                isComplete = false;
                then.accept(answers);
            }
        }
    }
}
