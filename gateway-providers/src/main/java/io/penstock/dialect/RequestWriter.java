package io.penstock.dialect;

import io.penstock.codec.json.JsonWriter;

/** Writes a request for a provider. Stateless: one instance serves every exchange. */
public interface RequestWriter {

    /**
     * Writes the body of the request, one JSON object. The path and the head fields are the catalogue's to say.
     *
     * @param out borrowed
     * @param loss told of everything in {@code request} that is not carried over
     * @throws FaultException where the request asks for what the dialect cannot do and dropping it would change its meaning (input of a
     *     kind that the model cannot get)
     */
    void write(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss);
}
