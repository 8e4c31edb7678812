package io.penstock.dialect.retrieval;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;

/**
 * How clients of an API ask, and what they expect. Stateless: one instance serves every exchange.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public interface ClientForm<Q, A> {

    /**
     * Reads a request, which was found to be one JSON object. What is read refers to its buffer.
     *
     * @param loss told of every field that is not carried over
     * @throws io.penstock.dialect.FaultException where the request cannot be understood
     */
    Q readRequest(RawJson body, LossReport loss);

    /** Writes the answer, one JSON object. */
    void writeAnswer(Q asked, A answer, Labels labels, JsonWriter out);

    /**
     * What an answer is called.
     *
     * @param id of the exchange
     * @param model the provider's name of the model
     */
    record Labels(String id, String model) {}
}
