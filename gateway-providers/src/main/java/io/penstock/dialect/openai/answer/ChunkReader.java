package io.penstock.dialect.openai.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one chunk of a stream, or one whole completion, which differs in the names only. What it holds is checked and kept as ranges;
 * nothing is told before all of it was found good. Allocates nothing but for a choice or a call more than ever before.
 */
final class ChunkReader {
    /** Above any number of choices that can be asked for. */
    static final int CHOICES_MAX = 128;

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("choices"),
        JsonKey.of("id"),
        JsonKey.of("created"),
        JsonKey.of("model"),
        JsonKey.of("usage"),
        JsonKey.of("object"),
        JsonKey.of("error"),
        JsonKey.of("x_groq"),
        JsonKey.of("citations"),
        JsonKey.of("search_results"),
        JsonKey.of("service_tier"),
        JsonKey.of("response"),
        JsonKey.of("result"),
        JsonKey.of("message"),
        JsonKey.of("detail"),
        JsonKey.of("errors"),
        JsonKey.of("code")
    };
    private static final int CHOICES = 0;
    private static final int ID = 1;
    private static final int CREATED = 2;
    private static final int MODEL = 3;
    private static final int USAGE = 4;
    private static final int OBJECT = 5;
    private static final int ERROR = 6;
    private static final int X_GROQ = 7;
    private static final int CITATIONS = 8;
    private static final int SEARCH_RESULTS = 9;
    private static final int SERVICE_TIER = 10;
    private static final int RESPONSE = 11;
    private static final int RESULT = 12;

    private static final JsonKey USAGE_KEY = JsonKey.of("usage");
    /** What the {@code object} can be that means something: Perplexity's last event, Mistral's error. */
    private static final JsonKey[] OBJECTS = {JsonKey.of("chat.completion.done"), JsonKey.of("error")};

    private final JsonCursor cursor = new JsonCursor();
    private final UsageCounts usage;
    private final ChoiceReader choiceReader;
    private final List<ChoiceDelta> choices = new ArrayList<>(1);
    private int choiceCount;

    /** Links that the answer rests on, without and with titles. */
    final Ranges citations = new Ranges();

    final Ranges searchResults = new Ranges();
    final Ranges serviceTier = new Ranges();
    final Ranges id = new Ranges();
    final Ranges model = new Ranges();
    private long createdSeconds;
    private boolean hasChoices;
    private boolean hasUsage;
    private boolean hasFailed;
    /** Something that only an error has where there are no choices. */
    private boolean hasErrorMember;

    private boolean isDone;

    ChunkReader(UsageCounts usage) {
        this.usage = usage;
        this.choiceReader = new ChoiceReader(cursor, usage);
    }

    /** Reads the JSON in the range, and says whether it is a chunk. Borrows {@code buffer} for the call. */
    boolean read(ByteBuf buffer, int start, int end) {
        clear();
        cursor.reset(buffer, start, end);
        boolean isObject = cursor.enterObject();
        if (isObject) {
            readMembers(true);
        }
        boolean isGood = isObject && !cursor.isBroken() && !choiceReader.isBroken();
        cursor.clear();
        return isGood;
    }

    private void clear() {
        choiceCount = 0;
        citations.clear();
        searchResults.clear();
        serviceTier.clear();
        id.clear();
        model.clear();
        createdSeconds = 0;
        hasChoices = false;
        hasUsage = false;
        hasFailed = false;
        hasErrorMember = false;
        isDone = false;
        choiceReader.reset();
    }

    private void readMembers(boolean isOuter) {
        while (cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            switch (member) {
                case CHOICES -> onChoices();
                case ID -> onText(id);
                case MODEL -> onText(model);
                case CREATED -> createdSeconds = Math.max(0, cursor.readCount());
                case USAGE -> onUsage();
                case OBJECT -> onObject();
                case ERROR -> hasFailed |= cursor.skipIsTruthy();
                case X_GROQ -> onInnerUsage();
                case CITATIONS -> onRaw(citations);
                case SEARCH_RESULTS -> onRaw(searchResults);
                case SERVICE_TIER -> onRaw(serviceTier);
                case RESPONSE -> onResponse();
                case RESULT -> {
                    if (isOuter && cursor.enterObject()) {
                        readMembers(false);
                    } else {
                        cursor.skip();
                    }
                }
                default -> hasErrorMember |= cursor.skipIsFilled() && member > RESULT;
            }
        }
    }

    private void onText(Ranges range) {
        if (cursor.readText()) {
            range.clear();
            range.add(cursor.textStart(), cursor.textEnd());
        }
    }

    private void onRaw(Ranges range) {
        int start = cursor.index();
        if (cursor.skipIsFilled()) {
            range.clear();
            range.add(start, cursor.index());
        }
    }

    private void onUsage() {
        hasUsage |= cursor.first() == '{';
        usage.read(cursor);
    }

    private void onInnerUsage() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (cursor.isKey(USAGE_KEY)) {
                usage.read(cursor);
            } else {
                cursor.skip();
            }
        }
    }

    private void onObject() {
        int object = cursor.readOneOf(OBJECTS);
        isDone |= object == 0;
        hasFailed |= object == 1;
    }

    /** A piece of text of the first choice, as Workers AI has it. */
    private void onResponse() {
        if (cursor.readText()) {
            hasChoices = true;
            addChoice().texts.add(cursor.textStart(), cursor.textEnd());
        }
    }

    private void onChoices() {
        if (!cursor.enterArray()) {
            cursor.skip();
            return;
        }
        hasChoices = true;
        while (cursor.nextElement() && choiceCount < CHOICES_MAX) {
            choiceReader.read(addChoice());
        }
    }

    private ChoiceDelta addChoice() {
        if (choiceCount == choices.size()) {
            choices.add(new ChoiceDelta());
        }
        ChoiceDelta choice = choices.get(choiceCount);
        choice.clear(choiceCount);
        choiceCount++;
        return choice;
    }

    int choiceCount() {
        return choiceCount;
    }

    ChoiceDelta choice(int at) {
        return choices.get(at);
    }

    long createdSeconds() {
        return createdSeconds;
    }

    /** Whether it is an error in place of an answer, or in the midst of one. */
    boolean isFailure() {
        if (hasFailed || (hasErrorMember && !hasChoices)) {
            return true;
        }
        for (int i = 0; i < choiceCount; i++) {
            if (choices.get(i).isFailed) {
                return true;
            }
        }
        return false;
    }

    /** Whether it holds counts and nothing else. */
    boolean isUsageOnly() {
        return hasUsage && choiceCount == 0;
    }

    /** Whether it says of itself that it is the last. */
    boolean isDone() {
        return isDone;
    }

    /** The text of a range; null where there is none. */
    static @Nullable EscapedText text(Ranges range, ByteBuf buffer) {
        return range.isEmpty() ? null : new EscapedText(buffer, range.start(0), range.end(0));
    }
}
