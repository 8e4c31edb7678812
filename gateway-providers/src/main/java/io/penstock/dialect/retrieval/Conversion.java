package io.penstock.dialect.retrieval;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way from the client's form into a provider's, in as many calls as the provider needs for it, and its answers on
 * their way back into one. The calls are answered in order. Keeps the answers until {@link #release}, for what is read of them stays
 * where it stands. Confined to its event loop.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Conversion<Q extends Question<Q, A>, A extends Answered> {
    private final ClientForm<Q, A> client;
    private final ProviderForm<Q, A> provider;
    private final ModelTarget target;
    private final LossReport loss = new LossReport();
    private final Q asked;
    private final List<Q> parts;
    private final List<A> answers = new ArrayList<>();
    private final List<ByteBuf> kept = new ArrayList<>();
    private long keptBytes;

    /**
     * Reads the request.
     *
     * @param body the client's, one JSON object; borrowed for as long as this is used
     * @param itemsMax how many items the provider takes in one call; 0 where there is no bound
     * @throws FaultException where it cannot be understood
     */
    public Conversion(
            ClientForm<Q, A> client, ProviderForm<Q, A> provider, ModelTarget target, RawJson body, int itemsMax) {
        this.client = client;
        this.provider = provider;
        this.target = target;
        this.asked = client.readRequest(body, loss);
        this.parts = asked.split(itemsMax);
    }

    /** How often the provider is to be asked. */
    public int calls() {
        return parts.size();
    }

    /** The dialect in which the provider tells its errors, by name. */
    public String dialect() {
        return provider.dialect();
    }

    /** Who is asked. */
    public ModelTarget target() {
        return target;
    }

    /** What the request lost; complete once all its calls were written. */
    public LossReport loss() {
        return loss;
    }

    /**
     * Writes the body of one call.
     *
     * @param out borrowed
     * @throws FaultException where the provider cannot do what is asked
     */
    public void writeRequest(int call, JsonWriter out) {
        provider.writeRequest(parts.get(call), target, out, loss);
    }

    /**
     * The answer to the next call has come.
     *
     * @param answer taken
     * @throws FaultException where it does not answer what was asked
     */
    public void onAnswer(ByteBuf answer) {
        kept.add(answer);
        keptBytes += answer.readableBytes();
        int start = answer.readerIndex();
        int end = answer.writerIndex();
        if (!JsonScanner.isValue(answer, start, end)) {
            // What is read of it goes on into another JSON text as it stands.
            throw BrokenAnswer.of("no JSON");
        }
        answers.add(read(new RawJson(answer, start, end)));
    }

    /** What is wrong with an answer is not the client's fault. */
    private A read(RawJson answer) {
        try {
            return provider.readAnswer(answer, parts.get(answers.size()));
        } catch (FaultException fault) {
            GatewayFault told = fault.fault();
            throw told.kind() == Kind.UPSTREAM_BROKEN ? fault : BrokenAnswer.of(told.message());
        }
    }

    /** Bytes of the answers so far. */
    public long answerBytes() {
        return keptBytes;
    }

    /** Whether all calls were answered. */
    public boolean isWhole() {
        return answers.size() == parts.size();
    }

    /** Writes the answer, once it is whole. Borrows {@code out}. */
    public void writeAnswer(String id, ByteBuf out) {
        client.writeAnswer(asked, asked.join(answers), new ClientForm.Labels(id, target.model()), JsonWriter.into(out));
    }

    /** What the calls took that were answered, as far as the provider says; null where it does not. */
    public @Nullable Usage usage() {
        return answers.isEmpty() ? null : asked.join(answers).usage();
    }

    /** Lets go of the answers. */
    public void release() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
