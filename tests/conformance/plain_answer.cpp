#include "conformance/plain_answer.hpp"

#include "conformance/plain_json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>

namespace patchbay::conformance {
namespace {

namespace dom = simdjson::dom;
using simdjson::SUCCESS;

std::string text_of(dom::element holder, std::string_view name) {
  std::string_view text;
  return holder[name].get(text) == SUCCESS ? std::string(text) : std::string();
}

dom::element member(dom::element holder, std::string_view name) {
  dom::element value;
  return holder[name].get(value) == SUCCESS ? value : dom::element();
}

bool has(dom::element holder, std::string_view name) {
  dom::element value;
  return holder.is_object() && holder[name].get(value) == SUCCESS && !value.is_null();
}

// Text parts are text; in a stream, thinking (Mistral) and summaries (Databricks) are reasoning.
enum class Thinking : std::uint8_t { left_out, is_reasoning };

void add_parts(PlainChoice& choice, dom::array parts, Thinking thinking) {
  for (const dom::element part : parts) {
    const std::string type = text_of(part, "type");
    if (type == "text") choice.text += text_of(part, "text");
    if (thinking == Thinking::left_out) continue;
    for (const char* name : {"thinking", "summary"}) {
      dom::array inner;
      if (type != (std::string_view(name) == "thinking" ? "thinking" : "reasoning") || part[name].get(inner) != SUCCESS) continue;
      for (const dom::element piece : inner) choice.reasoning += text_of(piece, "text");
    }
  }
}

void add_text(PlainChoice& choice, dom::element message, Thinking thinking) {
  dom::array parts;
  choice.text += text_of(message, "content");
  if (message["content"].get(parts) == SUCCESS) add_parts(choice, parts, thinking);
  choice.refusal += text_of(message, "refusal");
  const std::string reasoning = text_of(message, "reasoning_content");
  choice.reasoning += reasoning.empty() ? text_of(message, "reasoning") : reasoning;
}

std::string arguments_of(dom::element function) {
  if (!has(function, "arguments")) return {};
  const dom::element arguments = member(function, "arguments");
  return arguments.is_string() ? text_of(function, "arguments") : std::string(simdjson::minify(arguments));
}

PlainTool& tool_at(PlainChoice& choice, dom::element call) {
  std::int64_t index = -1;
  const bool indexed = call["index"].get(index) == SUCCESS;
  const std::string id = text_of(call, "id");
  for (auto tool = choice.tools.rbegin(); tool != choice.tools.rend(); ++tool)
    if ((!indexed || tool->index == index) && (id.empty() || id == "null" || tool->id.empty() || tool->id == id)) return *tool;
  PlainTool& added = choice.tools.emplace_back();
  added.index = index;
  return added;
}

void add_tools(PlainChoice& choice, dom::element message) {
  dom::array calls;
  if (message["tool_calls"].get(calls) != SUCCESS) return;
  for (const dom::element call : calls) {
    PlainTool& tool = tool_at(choice, call);
    if (tool.id.empty()) tool.id = text_of(call, "id");
    const std::string_view holder = text_of(call, "type") == "custom" ? "custom" : "function";
    if (!has(call, holder)) continue;
    const dom::element body = member(call, holder);
    if (tool.name.empty()) tool.name = text_of(body, "name");
    tool.arguments += holder == "custom" ? text_of(body, "input") : arguments_of(body);
  }
}

void add_usage(PlainAnswer& answer, dom::element root) {
  if (!has(root, "usage")) return;
  const dom::element usage = member(root, "usage");
  constexpr std::array places = {
      std::array{"", "prompt_tokens"},
      std::array{"", "completion_tokens"},
      std::array{"prompt_tokens_details", "cached_tokens"},
      std::array{"prompt_tokens_details", "audio_tokens"},
      std::array{"completion_tokens_details", "reasoning_tokens"},
      std::array{"completion_tokens_details", "audio_tokens"},
  };
  for (const auto& [holder, name] : places) {
    if (*holder != '\0' && !has(usage, holder)) continue;
    const dom::element from = *holder != '\0' ? member(usage, holder) : usage;
    if (std::int64_t count = 0; from[name].get(count) == SUCCESS) answer.usage[fmt::format("{}.{}", holder, name)] = count;
  }
}

void add_chunk(PlainAnswer& answer, dom::element root, std::string_view message_name, Thinking thinking) {
  if (has(root, "error")) answer.error = true;
  if (answer.id.empty()) answer.id = text_of(root, "id");
  if (answer.model.empty()) answer.model = text_of(root, "model");
  add_usage(answer, root);
  if (has(root, "x_groq")) add_usage(answer, member(root, "x_groq"));
  dom::array choices;
  if (root["choices"].get(choices) != SUCCESS) return;
  for (const dom::element source : choices) {
    std::int64_t index = 0;
    if (source["index"].get(index) != SUCCESS) index = 0;
    PlainChoice& choice = answer.choices[index];
    if (!choice.finish.empty()) continue;
    const std::string_view holder = has(source, message_name) ? message_name : "message";
    if (has(source, holder)) {
      add_text(choice, member(source, holder), thinking);
      add_tools(choice, member(source, holder));
    }
    choice.finish = text_of(source, "finish_reason");
  }
}

std::vector<std::string> event_data(std::string_view body) {
  std::vector<std::string> all(1);
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    std::string_view line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) all.emplace_back();
    if (!line.starts_with("data:")) continue;
    line.remove_prefix(5);
    if (!all.back().empty()) all.back() += '\n';
    all.back() += line.starts_with(' ') ? line.substr(1) : line;
  }
  return all;
}

void set_meter(PlainAnswer& answer, const canonical::Usage& usage, canonical::Meter meter, const char* name) {
  if (const auto count = usage.get(meter)) answer.usage[name] = *count;
}

void add_part(PlainChoice& choice, const canonical::Part& part) {
  if (const auto* text = std::get_if<canonical::TextPart>(&part.content)) choice.text += text->text;
  if (const auto* refusal = std::get_if<canonical::RefusalPart>(&part.content)) choice.refusal += refusal->text;
  if (const auto* reasoning = std::get_if<canonical::ReasoningPart>(&part.content)) choice.reasoning += reasoning->text;
  if (const auto* call = std::get_if<canonical::ToolCallPart>(&part.content))
    choice.tools.push_back({0, part.call_id, call->name, call->arguments});
}

}  // namespace

PlainAnswer plain_whole(std::string_view body) {
  PlainAnswer answer;
  dom::parser parser;
  dom::element root;
  if (parser.parse(body.data(), body.size()).get(root) == SUCCESS) add_chunk(answer, root, "message", Thinking::left_out);
  return answer;
}

PlainAnswer plain_stream(std::string_view body) {
  PlainAnswer answer;
  dom::parser parser;
  for (const std::string& data : event_data(body)) {
    dom::element root;
    if (data == "[DONE]") break;
    if (parser.parse(data).get(root) == SUCCESS && root.is_object()) add_chunk(answer, root, "delta", Thinking::is_reasoning);
  }
  return answer;
}

PlainAnswer plain_of(const canonical::Response& response) {
  using canonical::Meter;
  PlainAnswer answer;
  answer.id = response.id;
  answer.model = response.model;
  for (const canonical::Choice& source : response.choices) {
    PlainChoice& choice = answer.choices[source.index];
    choice.finish = source.raw_reason;
    for (const canonical::Part& part : source.message.parts) add_part(choice, part);
  }
  set_meter(answer, response.usage, Meter::input, ".prompt_tokens");
  set_meter(answer, response.usage, Meter::output, ".completion_tokens");
  set_meter(answer, response.usage, Meter::cached_read, "prompt_tokens_details.cached_tokens");
  set_meter(answer, response.usage, Meter::audio_input, "prompt_tokens_details.audio_tokens");
  set_meter(answer, response.usage, Meter::reasoning, "completion_tokens_details.reasoning_tokens");
  set_meter(answer, response.usage, Meter::audio_output, "completion_tokens_details.audio_tokens");
  return answer;
}

std::string describe(const PlainAnswer& answer) {
  std::string text = fmt::format("id={} model={}\n", answer.id, answer.model);
  for (const auto& [index, choice] : answer.choices) {
    text += fmt::format("choice {} finish={}\n text={}\n refusal={}\n reasoning={}\n", index, choice.finish, choice.text, choice.refusal,
                        choice.reasoning);
    for (const PlainTool& tool : choice.tools) text += fmt::format(" tool {} {} {}\n", tool.id, tool.name, tool.arguments);
  }
  for (const auto& [name, count] : answer.usage) text += fmt::format("{}={}\n", name, count);
  return text;
}

}  // namespace patchbay::conformance
