"""The official OpenAI SDK for Python against the real engine and the real model."""

import json

import openai
import pytest

MODEL = "local/smollm2-135m-instruct"
ASK = [{"role": "user", "content": "Say hello in one short sentence."}]
WEATHER = {"type": "function", "function": {"name": "get_weather", "description": "The weather of a city",
                                            "parameters": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Paris", "Berlin"]}},
                                                           "required": ["city"], "additionalProperties": False}}}
# llama-server's grammar for a required call lets text stand before it, and this small model would never end that text: the first token
# of a call is made likelier. The field is llama.cpp's own form of logit_bias, which reaches it untouched.
FORCED = dict(model=MODEL, tools=[WEATHER], tool_choice="required", parallel_tool_calls=False, max_tokens=128, temperature=0,
              extra_body={"logit_bias": [["<", 4]]},
              messages=[{"role": "system", "content": "You answer by calling get_weather."}, {"role": "user", "content": "What is the weather in Paris?"}])


@pytest.fixture(scope="module")
def client(local_gateway):
    with openai.OpenAI(base_url=f"{local_gateway.url}/v1", api_key="any", max_retries=0, timeout=120) as made:
        yield made


def test_models(client):
    models = {model.id for model in client.models.list()}
    assert MODEL in models
    assert client.models.retrieve(MODEL).id == MODEL


def test_chat(client):
    answer = client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=24, temperature=0, seed=1)
    assert answer.choices[0].message.content.strip()
    assert answer.choices[0].finish_reason in ("stop", "length")
    assert answer.usage.prompt_tokens > 0 and answer.usage.completion_tokens > 0


def test_a_bare_name_works(client):
    assert client.chat.completions.create(model="smollm2-135m-instruct", messages=ASK, max_tokens=4).choices[0].message.content


def test_streaming_with_usage(client):
    text, usage, finish = "", None, None
    for chunk in client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=24, stream=True, stream_options={"include_usage": True}):
        if chunk.usage:
            usage = chunk.usage
        for choice in chunk.choices:
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
    assert text.strip() and finish in ("stop", "length")
    assert usage.completion_tokens > 0


def test_a_stream_equals_the_whole_answer(client):
    options = dict(model=MODEL, messages=ASK, max_tokens=16, temperature=0, seed=7)
    whole = client.chat.completions.create(**options).choices[0].message.content
    streamed = "".join(chunk.choices[0].delta.content or "" for chunk in client.chat.completions.create(stream=True, **options) if chunk.choices)
    assert streamed == whole


def test_a_forced_tool_call(client):
    answer = client.chat.completions.create(**FORCED)
    call = answer.choices[0].message.tool_calls[0]
    assert call.function.name == "get_weather" and call.id
    assert "city" in json.loads(call.function.arguments)


def test_a_forced_tool_call_streamed(client):
    calls: dict[int, list[str]] = {}
    for chunk in client.chat.completions.create(stream=True, **FORCED):
        for choice in chunk.choices:
            for call in choice.delta.tool_calls or []:
                name_and_arguments = calls.setdefault(call.index, ["", ""])
                name_and_arguments[0] += call.function.name or ""
                name_and_arguments[1] += call.function.arguments or ""
    assert calls[0][0] == "get_weather" and "city" in json.loads(calls[0][1])


def test_json_schema(client):
    schema = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 12}, "age": {"type": "integer", "minimum": 0, "maximum": 120}},
              "required": ["name", "age"], "additionalProperties": False}
    answer = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "Describe a person."}], max_tokens=64, temperature=0,
                                            response_format={"type": "json_schema", "json_schema": {"name": "person", "schema": schema, "strict": True}})
    person = json.loads(answer.choices[0].message.content)
    assert set(person) == {"name", "age"} and isinstance(person["age"], int)


def test_wrong_model(client):
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="local/no-such-model", messages=ASK)
    assert caught.value.code == "model_not_found" and caught.value.param == "model"


@pytest.mark.parametrize("stream", [False, True])
def test_oversized_prompt(client, stream):
    with pytest.raises(openai.BadRequestError) as caught:
        answer = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "word " * 60000}], stream=stream)
        if stream:
            list(answer)
    assert caught.value.code == "context_length_exceeded"


def test_bad_input_names_the_field(client):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=MODEL, messages=[{"role": "wizard", "content": "x"}])
    assert caught.value.param == "messages[0].role"


def test_several_at_once(local_gateway):
    import asyncio

    async def ask_all():
        async with openai.AsyncOpenAI(base_url=f"{local_gateway.url}/v1", api_key="any", max_retries=0, timeout=120) as client:
            return await asyncio.gather(*(client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=8) for _ in range(6)))

    assert all(answer.choices[0].message.content for answer in asyncio.run(ask_all()))
