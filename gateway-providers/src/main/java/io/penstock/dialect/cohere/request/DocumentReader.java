package io.penstock.dialect.cohere.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.request.Members;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code documents} of a request, which have no place of their own in any other dialect: they go before what the user said
 * last. Answers from there cite them by no id, so they come over as something near to them.
 */
final class DocumentReader {
    private static final String DOCUMENTS = "documents";
    private static final String TEXT = "text";
    private static final String TITLE = "title";

    private final LossReport loss;

    DocumentReader(LossReport loss) {
        this.loss = loss;
    }

    /** Takes the documents of the request and puts them into the messages. */
    void read(Members request, List<Message> messages) {
        RawJson documents = request.take(DOCUMENTS);
        List<RawJson> all = documents == null ? List.of() : Members.elements(documents, DOCUMENTS, "an array");
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            parts.add(document(all.get(i), DOCUMENTS + "[" + i + "]"));
        }
        if (parts.isEmpty()) {
            return;
        }
        loss.approximated(DOCUMENTS);
        int asked = lastOfUser(messages);
        if (asked < 0) {
            messages.add(new Message(Role.USER, parts));
        } else {
            parts.addAll(messages.get(asked).parts());
            messages.set(asked, new Message(Role.USER, parts));
        }
    }

    private static int lastOfUser(List<Message> messages) {
        int last = messages.size() - 1;
        while (last >= 0 && messages.get(last).role() != Role.USER) {
            last--;
        }
        return last;
    }

    private Part document(RawJson told, String path) {
        if (told.first() == '"') {
            return plain(Members.text(told, path), null);
        }
        Members document = Members.of(told, path);
        RawJson data = document.required("data", "an object");
        document.ignore("id");
        document.reportRest(loss);
        if (data.first() == '"') {
            return plain(Members.text(data, document.path("data")), null);
        }
        return ofData(data, document.path("data"));
    }

    /** A text and its title, where there is nothing else to it; else all of it, as it stands. */
    private static Part ofData(RawJson data, String path) {
        Members members = Members.of(data, path);
        List<String> names = members.names();
        EscapedText title = textOf(members, TITLE);
        EscapedText text = textOf(members, TEXT);
        boolean isPlain = List.of(TEXT, TITLE).containsAll(names);
        return plain(text != null && isPlain ? text : escaped(data), title);
    }

    private static Part plain(EscapedText text, @Nullable EscapedText title) {
        return new Media(Media.Kind.DOCUMENT, null, new Media.Source.Plain(text), title, null);
    }

    private static @Nullable EscapedText textOf(Members members, String name) {
        RawJson value = members.take(name);
        return value == null || value.first() != '"' ? null : Members.text(value, name);
    }

    private static EscapedText escaped(RawJson json) {
        ByteBuf text = Unpooled.buffer(json.length() + 16);
        Unescaper.escape(json.buffer(), json.start(), json.end(), text);
        return new EscapedText(text, 0, text.writerIndex());
    }
}
