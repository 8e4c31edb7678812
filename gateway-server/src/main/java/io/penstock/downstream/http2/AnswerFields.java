package io.penstock.downstream.http2;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadWriter;
import io.penstock.relay.AnswerHead;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The head of an answer as header fields. Bytes are copied: the codec's table remembers fields for longer than a head is valid. */
public final class AnswerFields {
    private static final AsciiString DATE = AsciiString.cached("date");
    private static final Map<Field, AsciiString> NAMES = names();

    /** For a client that waits to send its body (RFC 9110 10.1.1). */
    public static final Http2Headers CONTINUE = ReadOnlyHttp2Headers.serverHeaders(false, AsciiString.cached("100"));

    private AsciiString[] pairs = new AsciiString[24];
    private int size;

    private AnswerFields() {}

    private static Map<Field, AsciiString> names() {
        Map<Field, AsciiString> names = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            names.put(field, AsciiString.cached(field.lower()));
        }
        return names;
    }

    /**
     * The fields of {@code head}. Borrows it.
     *
     * @throws io.penstock.codec.http.HttpRefusal where a value holds a byte that no field may hold
     */
    public static Http2Headers of(AnswerHead head) {
        AnswerFields fields = new AnswerFields();
        fields.addOwn(head.ownFields());
        Head upstream = head.upstream();
        if (upstream != null) {
            fields.addPassed(head, upstream);
        }
        if (head.saysLength()) {
            fields.add(FieldRules.CONTENT_LENGTH, new AsciiString(Long.toString(head.length())));
        }
        fields.add(DATE, new AsciiString(HeadWriter.dateNow()));
        AsciiString status = new AsciiString(Integer.toString(head.status()));
        return ReadOnlyHttp2Headers.serverHeaders(false, status, Arrays.copyOf(fields.pairs, fields.size));
    }

    private void addOwn(List<String> own) {
        for (int i = 0; i < own.size(); i += 2) {
            HeadWriter.checkField(own.get(i), own.get(i + 1));
            add(new AsciiString(own.get(i)), new AsciiString(own.get(i + 1)));
        }
    }

    private void addPassed(AnswerHead head, Head upstream) {
        byte[] bytes = upstream.bytes();
        for (int i = 0; i < upstream.size(); i++) {
            if (head.isPassed(i) && !upstream.isHopByHop(i)) {
                int start = upstream.valueStart(i);
                Field field = upstream.field(i);
                AsciiString known = field == null ? null : NAMES.get(field);
                AsciiString name = known == null ? new AsciiString(upstream.name(i)) : known;
                add(name, new AsciiString(bytes, start, upstream.valueEnd(i) - start, true));
            }
        }
    }

    private void add(AsciiString name, AsciiString value) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, size * 2);
        }
        pairs[size++] = name;
        pairs[size++] = value;
    }
}
