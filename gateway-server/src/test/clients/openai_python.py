"""OpenAI's client for Python at a gateway: python3 openai_python.py BASE_URL [scripted]

Without the second argument the gateway has the demo provider; with it, scripted_upstream.py behind the name openai.
"""

import sys
import time

import openai

TOOLS = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]


def expect(got, wanted):
    assert got == wanted, f"{got!r} (expected: {wanted!r})"


def said(text):
    return [{"role": "user", "content": text}]


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"nothing was thrown (expected: {kind.__name__})")


def text_of(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def answers(client, model):
    answer = client.chat.completions.create(model=model, messages=said("one two"))
    assert "one two" in answer.choices[0].message.content, answer
    assert answer.usage.total_tokens > 0, answer


def streams(client, model):
    chunks = list(client.chat.completions.create(model=model, messages=said("one two"), stream=True))
    assert "one two" in text_of(chunks), chunks
    assert all(chunk.usage is None and chunk.choices for chunk in chunks), "usage that nobody asked for"


def streams_with_usage(client, model):
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(model=model, messages=said("hi"), stream=True, stream_options=options))
    expect(chunks[-1].choices, [])
    assert chunks[-1].usage.total_tokens > 0, chunks[-1]


def stops_in_the_middle(client, model):
    with client.chat.completions.create(model=model, messages=said("one two three"), stream=True) as stream:
        next(iter(stream))
    answers(client, model)


def knows_no_other_model(client, _):
    error = refused(openai.NotFoundError, lambda: client.chat.completions.create(model="no-such-model", messages=said("hi")))
    expect(error.code, "model_not_found")
    assert error.request_id, "no x-request-id"


def lists_models(client, model):
    listed = [entry.id for entry in client.models.list()]
    assert model in listed, listed
    expect(client.models.retrieve(model).id, model)


def calls_tools(client, model):
    answer = client.chat.completions.create(model=model, messages=said("hi"), tools=TOOLS)
    call = answer.choices[0].message.tool_calls[0]
    expect((call.id, call.function.name, call.function.arguments), ("call_1", "get_weather", '{"city": "K\u00f6ln"}'))


def streams_tools(client, model):
    with client.chat.completions.create(model=model, messages=said("hi"), tools=TOOLS, stream=True) as chunks:
        parts = [chunk.choices[0].delta.tool_calls[0] for chunk in chunks if chunk.choices and chunk.choices[0].delta.tool_calls]
    expect(parts[0].id, "call_1")
    expect("".join(part.function.arguments for part in parts), '{"city": "K\u00f6ln"}')


def embeds(client, model):
    answer = client.embeddings.create(model=model, input=["one", "two"])
    expect([entry.embedding for entry in answer.data], [[0.0, 0.5, -1.25]] * 2)


def tries_again(client, _):
    answer = client.chat.completions.create(model="openai/limited", messages=said(f"python {time.time_ns()}"))
    assert answer.choices[0].message.content.startswith("python"), answer


def is_told_of_a_wrong_key(client, _):
    error = refused(openai.AuthenticationError, lambda: client.chat.completions.create(model="openai/forbidden", messages=said("hi")))
    expect(error.code, "invalid_api_key")


ALWAYS = [answers, streams, streams_with_usage, stops_in_the_middle, knows_no_other_model, lists_models]
SCRIPTED = [calls_tools, streams_tools, embeds, tries_again, is_told_of_a_wrong_key]


def main():
    is_scripted = sys.argv[2:] == ["scripted"]
    client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="sk-of-the-client", timeout=20)
    failed = 0
    checks = ALWAYS + (SCRIPTED if is_scripted else [])
    for check in checks:
        try:
            check(client, "openai/scripted" if is_scripted else "demo/echo")
        except (AssertionError, openai.OpenAIError, AttributeError, IndexError, TypeError) as error:
            failed += 1
            print(f"FAILED {check.__name__}: {type(error).__name__}: {error}")
    print(f"openai {openai.__version__} for Python: {len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
