package io.penstock.matrix;

import java.util.List;

/** All clients of one address. */
record Clients(List<Client> all) implements AutoCloseable {

    static Clients at(int port) {
        return new Clients(List.of(
                new OpenAiChat(port),
                new OpenAiResponses(port),
                new AnthropicMessages(port),
                new GeminiContent(port),
                new CohereChat(port),
                new BedrockConverse(port)));
    }

    @Override
    public void close() {
        all.forEach(Client::close);
    }
}
