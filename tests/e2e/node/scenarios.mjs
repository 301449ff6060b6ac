// What a program written with the official SDK does; prints {"scenario": "ok" or what went wrong}.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'any', maxRetries: 0, timeout: 120_000 });
const model = 'local/smollm2-135m-instruct';
const messages = [{ role: 'user', content: 'Say hello in one short sentence.' }];
const tools = [
  {
    type: 'function',
    function: { name: 'get_weather', description: 'The weather of a city', parameters: { type: 'object', properties: { city: { type: 'string', enum: ['Paris', 'Berlin'] } }, required: ['city'], additionalProperties: false } },
  },
];

const scenarios = {
  async models() {
    const ids = [];
    for await (const each of client.models.list()) ids.push(each.id);
    assert(ids.includes(model));
  },
  async chat() {
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 16, temperature: 0 });
    assert(answer.choices[0].message.content.trim());
    assert(answer.usage.completion_tokens > 0);
  },
  async streaming_with_usage() {
    let text = '';
    let usage = null;
    let finish = null;
    const stream = await client.chat.completions.create({ model, messages, max_tokens: 16, stream: true, stream_options: { include_usage: true } });
    for await (const chunk of stream) {
      usage = chunk.usage ?? usage;
      text += chunk.choices[0]?.delta?.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    assert(text.trim() && finish && usage.completion_tokens > 0);
  },
  async forced_tool_call() {
    const answer = await client.chat.completions.create({
      model,
      messages: [
        { role: 'system', content: 'You answer by calling get_weather.' },
        { role: 'user', content: 'What is the weather in Paris?' },
      ],
      tools,
      tool_choice: 'required',
      parallel_tool_calls: false,
      logit_bias: [['<', 4]], // llama.cpp's own form, see test_openai_python.py
      max_tokens: 128,
      temperature: 0,
    });
    const call = answer.choices[0].message.tool_calls[0];
    assert.equal(call.function.name, 'get_weather');
    assert('city' in JSON.parse(call.function.arguments));
  },
  async json_schema() {
    const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0, maximum: 120 } }, required: ['age'], additionalProperties: false };
    const answer = await client.chat.completions.create({
      model,
      messages,
      max_tokens: 64,
      temperature: 0,
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } },
    });
    assert.equal(typeof JSON.parse(answer.choices[0].message.content).age, 'number');
  },
  async wrong_model() {
    await assert.rejects(client.chat.completions.create({ model: 'local/no-such-model', messages }), (error) => {
      assert(error instanceof OpenAI.NotFoundError);
      assert.equal(error.code, 'model_not_found');
      return true;
    });
  },
  async oversized_prompt() {
    const long = [{ role: 'user', content: 'word '.repeat(60_000) }];
    await assert.rejects(client.chat.completions.create({ model, messages: long }), (error) => {
      assert(error instanceof OpenAI.BadRequestError);
      assert.equal(error.code, 'context_length_exceeded');
      return true;
    });
  },
  async abort() {
    const stream = await client.chat.completions.create({ model, messages, max_tokens: 400, stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) stream.controller.abort();
    }
    const after = await client.chat.completions.create({ model, messages, max_tokens: 4 });
    assert(after.choices.length === 1);
  },
};

const results = {};
for (const [name, scenario] of Object.entries(scenarios)) {
  try {
    await scenario();
    results[name] = 'ok';
  } catch (error) {
    results[name] = String(error?.stack ?? error);
  }
}
process.stdout.write(JSON.stringify(results));
