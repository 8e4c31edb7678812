package io.penstock.dialect.retrieval;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;

/**
 * How a provider wants to be asked, and answers. Stateless: one instance serves every exchange.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public interface ProviderForm<Q, A> {

    /** The dialect in which it tells its errors, by name. */
    String dialect();

    /**
     * Writes a request, one JSON object, with no more items than the provider takes in one call. The path is the catalogue's to say.
     *
     * @param loss told of everything in {@code asked} that is not carried over
     * @throws io.penstock.dialect.FaultException where something is asked that the provider cannot do and that cannot be left out
     */
    void writeRequest(Q asked, ModelTarget target, JsonWriter out, LossReport loss);

    /**
     * Reads the answer, one JSON value.
     *
     * @throws io.penstock.dialect.FaultException where it does not answer what was asked
     */
    A readAnswer(RawJson body, Q asked);
}
