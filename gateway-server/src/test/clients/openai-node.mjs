// OpenAI's client for Node at a gateway: node openai-node.mjs BASE_URL [scripted]
//
// Without the second argument the gateway has the demo provider; with it, scripted_upstream.py behind the name openai.
import assert from 'node:assert/strict';
import OpenAI, { AuthenticationError, NotFoundError } from 'openai';
import { VERSION } from 'openai/version';

const [baseUrl, provider] = process.argv.slice(2);
const isScripted = provider === 'scripted';
const model = isScripted ? 'openai/scripted' : 'demo/echo';
const client = new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey: 'sk-of-the-client', timeout: 20_000 });
const tools = [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } }];

const said = (text) => [{ role: 'user', content: text }];
const chat = (request) => client.chat.completions.create({ model, ...request });
const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function answers() {
  const answer = await chat({ messages: said('one two') });
  assert.match(answer.choices[0].message.content, /one two/);
  assert.ok(answer.usage.total_tokens > 0);
}

const always = {
  answers,

  async streams() {
    const chunks = await all(await chat({ messages: said('one two'), stream: true }));
    assert.match(textOf(chunks), /one two/);
    assert.ok(chunks.every((chunk) => !chunk.usage && chunk.choices.length > 0), 'usage that nobody asked for');
  },

  async streamsWithUsage() {
    const chunks = await all(await chat({ messages: said('hi'), stream: true, stream_options: { include_usage: true } }));
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.ok(chunks.at(-1).usage.total_tokens > 0);
  },

  async stopsInTheMiddle() {
    const stream = await chat({ messages: said('one two three'), stream: true });
    for await (const _ of stream) break;
    await answers();
  },

  async knowsNoOtherModel() {
    await assert.rejects(chat({ model: 'no-such-model', messages: said('hi') }), (error) => {
      assert.ok(error instanceof NotFoundError);
      assert.equal(error.code, 'model_not_found');
      assert.ok(error.requestID);
      return true;
    });
  },

  async listsModels() {
    const listed = (await all(client.models.list())).map((entry) => entry.id);
    assert.ok(listed.includes(model), `${listed}`);
    assert.equal((await client.models.retrieve(model)).id, model);
  },
};

const scripted = {
  async callsTools() {
    const call = (await chat({ messages: said('hi'), tools })).choices[0].message.tool_calls[0];
    assert.equal(call.id, 'call_1');
    assert.deepEqual(call.function, { name: 'get_weather', arguments: '{"city": "K\u00f6ln"}' });
  },

  async streamsTools() {
    const runner = client.chat.completions.stream({ model, messages: said('hi'), tools });
    const call = (await runner.finalChatCompletion()).choices[0].message.tool_calls[0];
    assert.equal(call.id, 'call_1');
    assert.equal(call.function.arguments, '{"city": "K\u00f6ln"}');
  },

  async embeds() {
    const answer = await client.embeddings.create({ model, input: ['one', 'two'] });
    assert.deepEqual(answer.data.map((entry) => entry.embedding), [[0, 0.5, -1.25], [0, 0.5, -1.25]]);
  },

  async triesAgain() {
    const answer = await chat({ model: 'openai/limited', messages: said(`node ${process.hrtime.bigint()}`) });
    assert.match(answer.choices[0].message.content, /^node/);
  },

  async isToldOfAWrongKey() {
    await assert.rejects(chat({ model: 'openai/forbidden', messages: said('hi') }), (error) => {
      assert.ok(error instanceof AuthenticationError);
      assert.equal(error.code, 'invalid_api_key');
      return true;
    });
  },
};

let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries({ ...always, ...(isScripted ? scripted : {}) })) {
  try {
    await check();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error}`);
  }
}
console.log(`openai ${VERSION} for Node: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
