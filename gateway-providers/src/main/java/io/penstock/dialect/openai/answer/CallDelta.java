package io.penstock.dialect.openai.answer;

/** What an event says of one call of a tool: ranges of the event, empty where it does not say it. Reused from event to event. */
final class CallDelta {
    /** The call's place among the provider's; -1 where it does not say it. */
    long index;

    int idStart;
    int idEnd;
    int nameStart;
    int nameEnd;
    /** Arguments as the body of a string. */
    int argumentsStart;

    int argumentsEnd;
    /** Arguments as an object. */
    int inputStart;

    int inputEnd;
    /** What the provider wants back with the call. */
    int stateStart;

    int stateEnd;

    void clear() {
        index = -1;
        idStart = 0;
        idEnd = 0;
        nameStart = 0;
        nameEnd = 0;
        argumentsStart = 0;
        argumentsEnd = 0;
        inputStart = 0;
        inputEnd = 0;
        stateStart = 0;
        stateEnd = 0;
    }

    boolean hasId() {
        return idStart < idEnd;
    }

    boolean hasName() {
        return nameStart < nameEnd;
    }

    boolean hasArguments() {
        return argumentsStart < argumentsEnd || inputStart < inputEnd;
    }
}
