package io.penstock.dialect.gemini.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code GenerateContentResponse}, an event of a stream or a whole answer: checks what it holds and notes it. What cannot be
 * read is thrown, and nothing was told by then. Of a text nothing is allocated.
 */
final class ResponseReader {
    /** Above any number of candidates that can be asked for. */
    static final int CANDIDATES_MAX = 64;

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("candidates"),
        JsonKey.of("usageMetadata"),
        JsonKey.of("modelVersion"),
        JsonKey.of("responseId"),
        JsonKey.of("createTime"),
        JsonKey.of("promptFeedback"),
        JsonKey.of("error")
    };
    private static final JsonKey[] CANDIDATE_MEMBERS = {
        JsonKey.of("content"),
        JsonKey.of("finishReason"),
        JsonKey.of("index"),
        JsonKey.of("groundingMetadata"),
        JsonKey.of("citationMetadata")
    };
    private static final JsonKey[] PART_MEMBERS = {
        JsonKey.of("text"),
        JsonKey.of("thought"),
        JsonKey.of("thoughtSignature"),
        JsonKey.of("functionCall"),
        JsonKey.of("inlineData")
    };
    private static final JsonKey[] BLOB_MEMBERS = {JsonKey.of("mimeType"), JsonKey.of("data")};
    private static final JsonKey PARTS = JsonKey.of("parts");
    private static final JsonKey BLOCK_REASON = JsonKey.of("blockReason");
    private static final EscapedText UNKNOWN_TYPE = EscapedText.of("application/octet-stream");

    private final JsonCursor cursor = new JsonCursor();
    private final Notes raw = new Notes();
    private final @Nullable Candidate[] candidates = new @Nullable Candidate[CANDIDATES_MAX];
    private final Notes notes;
    private final UsageCounts usage;

    private @Nullable EscapedText model;
    private @Nullable EscapedText id;
    private @Nullable EscapedText created;
    private boolean isHeadRead;
    private boolean isBlocked;
    private boolean hasError;
    private boolean hasUsage;
    private boolean hasCandidate;

    private int kind;
    private int partStart;
    private int partEnd;
    private int stateStart;
    private int stateEnd;
    private @Nullable EscapedText mediaType;

    /** A reader of the responses of one answer, which says in {@code notes} what there is to tell. */
    ResponseReader(Notes notes, UsageCounts usage) {
        this.notes = notes;
        this.usage = usage;
    }

    /** Reads what the range holds: a response, or an array of them. Borrows {@code buffer} for the call. */
    void read(ByteBuf buffer, int start, int end) {
        hasUsage = false;
        hasCandidate = false;
        cursor.reset(buffer, start, end);
        if (cursor.enterArray()) {
            while (cursor.nextElement()) {
                onResponse(buffer);
            }
        } else {
            onResponse(buffer);
        }
        int at = cursor.index();
        while (at < end && buffer.getByte(at) <= ' ' && buffer.getByte(at) >= 0) {
            at++;
        }
        boolean isWhole = !cursor.isBroken() && at == end;
        cursor.clear();
        if (!isWhole) {
            throw Broken.because("malformed JSON");
        }
        isHeadRead = true;
    }

    private void onResponse(ByteBuf buffer) {
        if (!cursor.enterObject()) {
            throw Broken.because("no JSON object");
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> onCandidates(buffer);
                case 1 -> {
                    hasUsage |= cursor.first() == '{';
                    usage.read(cursor);
                }
                case 2 -> model = head(model);
                case 3 -> id = head(id);
                case 4 -> created = head(created);
                case 5 -> onFeedback();
                case 6 -> hasError |= cursor.skipIsTruthy();
                default -> cursor.skip();
            }
        }
    }

    /** These are the same in each event, and told at the first. */
    private @Nullable EscapedText head(@Nullable EscapedText known) {
        if (isHeadRead) {
            cursor.skip();
            return known;
        }
        return cursor.takeText();
    }

    private void onFeedback() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            boolean isReason = cursor.isKey(BLOCK_REASON);
            isBlocked |= cursor.skipIsFilled() && isReason;
        }
    }

    /** Goes into the array at hand; null is none. */
    private boolean enter(String name) {
        if (cursor.enterArray()) {
            return true;
        }
        if (cursor.first() != 'n') {
            throw Broken.because(name + ": no array");
        }
        cursor.skip();
        return false;
    }

    private void onCandidates(ByteBuf buffer) {
        if (enter("candidates")) {
            while (cursor.nextElement()) {
                if (!cursor.enterObject()) {
                    throw Broken.because("candidates: no object in it");
                }
                onCandidate(buffer);
            }
        }
    }

    private void onCandidate(ByteBuf buffer) {
        raw.clear();
        int reason = FinishReasons.NONE;
        int reasonStart = 0;
        int reasonEnd = 0;
        int index = 0;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(CANDIDATE_MEMBERS)) {
                case 0 -> onContent();
                case 1 -> {
                    reasonStart = cursor.index();
                    reason = FinishReasons.read(cursor);
                    reasonEnd = cursor.index();
                }
                case 2 -> index = index();
                case 3, 4 -> onSources();
                default -> cursor.skip();
            }
        }
        if (cursor.isBroken()) {
            return;
        }
        if (reason != FinishReasons.NONE) {
            raw.add(Notes.FINISH, index, reason, reason);
            if (FinishReasons.isVague(reason) && JsonScanner.isValue(buffer, reasonStart, reasonEnd)) {
                raw.add(Notes.REASON_NAME, index, reasonStart, reasonEnd);
            }
        }
        hasCandidate = true;
        candidate(index).resolve(buffer, raw, notes);
    }

    private int index() {
        if (cursor.first() == 'n') {
            cursor.skip();
            return 0;
        }
        long index = cursor.readCount();
        if (index < 0 || index >= CANDIDATES_MAX) {
            throw Broken.because("candidates.index: no index, or above " + (CANDIDATES_MAX - 1));
        }
        return (int) index;
    }

    private Candidate candidate(int index) {
        Candidate candidate = candidates[index];
        if (candidate == null) {
            candidate = new Candidate(index);
            candidates[index] = candidate;
        }
        return candidate;
    }

    private void onSources() {
        RawJson metadata = cursor.takeRaw();
        if (metadata != null && metadata.isObject()) {
            raw.add(Notes.CITATIONS, 0, 0, 0);
            raw.value(metadata);
        }
    }

    private void onContent() {
        if (!cursor.enterObject()) {
            if (cursor.first() != 'n') {
                throw Broken.because("candidates.content: no object");
            }
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (!cursor.isKey(PARTS)) {
                cursor.skip();
            } else if (enter("candidates.content.parts")) {
                while (cursor.nextElement()) {
                    onPart();
                }
            }
        }
    }

    private void onPart() {
        if (!cursor.enterObject()) {
            throw Broken.because("candidates.content.parts: no object in it");
        }
        kind = -1;
        partStart = 0;
        partEnd = 0;
        stateStart = 0;
        stateEnd = 0;
        boolean isThought = false;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(PART_MEMBERS)) {
                case 0 -> onText();
                case 1 -> isThought = cursor.skipIsTruthy();
                case 2 -> onSignature();
                case 3 -> onFunctionCall();
                case 4 -> onBlob();
                default -> cursor.skip();
            }
        }
        if (kind < 0 && stateEnd == stateStart) {
            return;
        }
        boolean isText = kind < 0 || kind == Notes.TEXT;
        raw.add(isText ? (isThought ? Notes.THOUGHT : Notes.TEXT) : kind, 0, partStart, partEnd);
        raw.state(stateStart, stateEnd);
        if (kind == Notes.MEDIA) {
            raw.value(mediaType == null ? UNKNOWN_TYPE : mediaType);
        }
    }

    private void onText() {
        if (cursor.readText()) {
            kind = Notes.TEXT;
            partStart = cursor.textStart();
            partEnd = cursor.textEnd();
        } else if (!cursor.isBroken()) {
            throw Broken.because("candidates.content.parts.text: no string");
        }
    }

    private void onSignature() {
        if (cursor.readText()) {
            stateStart = cursor.textStart();
            stateEnd = cursor.textEnd();
        }
    }

    private void onFunctionCall() {
        partStart = cursor.index();
        cursor.skip();
        partEnd = cursor.index();
        kind = Notes.CALL;
    }

    private void onBlob() {
        if (!cursor.enterObject()) {
            throw Broken.because("candidates.content.parts.inlineData: no object");
        }
        mediaType = null;
        kind = Notes.MEDIA;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(BLOB_MEMBERS)) {
                case 0 -> mediaType = cursor.takeText();
                case 1 -> {
                    if (cursor.readText()) {
                        partStart = cursor.textStart();
                        partEnd = cursor.textEnd();
                    }
                }
                default -> cursor.skip();
            }
        }
    }

    /** Candidates by their index, those that were not heard of null. */
    @Nullable
    Candidate[] candidates() {
        return candidates;
    }

    /** The model's name as the first response gave it: a range of the buffer that was read then. */
    @Nullable
    EscapedText model() {
        return model;
    }

    /** As {@link #model()}, the answer's id. */
    @Nullable
    EscapedText id() {
        return id;
    }

    /** As {@link #model()}, when the answer was begun. */
    @Nullable
    EscapedText created() {
        return created;
    }

    /** Whether an error stands in what was read. */
    boolean hasError() {
        return hasError;
    }

    /** Whether the prompt was refused: nothing follows. */
    boolean isBlocked() {
        return isBlocked;
    }

    /** Whether what was read holds a candidate, or says why there is none. */
    boolean hasAnswer() {
        return hasCandidate || isBlocked;
    }

    /** Whether what was read holds counts and no candidate. */
    boolean isUsageOnly() {
        return hasUsage && !hasCandidate;
    }

    /** Whether the answer is complete: each candidate gave its reason to stop. */
    boolean isFinished() {
        boolean isAny = false;
        for (Candidate candidate : candidates) {
            if (candidate != null) {
                if (!candidate.isFinished() && !isBlocked) {
                    return false;
                }
                isAny = true;
            }
        }
        return isAny || isBlocked;
    }
}
