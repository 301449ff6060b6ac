// Measures the JSON room beside simdjson on the bodies of docs/decisions/0002-json-reader.md. Prints a table: microseconds, the median of
// blocks that are interleaved over all readers. Optional arguments: files to read instead of the made-up bodies.
#include "json/document.hpp"
#include "json/edit.hpp"
#include "json/string_escape.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = patchbay::json;

// This thread's processor time: waiting for the processor on a busy machine does not count.
std::chrono::nanoseconds thread_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

struct Body {
  std::string name;
  std::string text;
};

class BodyMaker {
 public:
  // Words, of which 6 % are quoted, 4 % end a line and 1 % carry an accent: the escapes that chat text has.
  std::string prose(std::size_t bytes) {
    constexpr std::string_view words[] = {"the",      "of", "water",  "people",  "would", "through",
                                          "sentence", "a",  "number", "because", "great", "first"};
    std::string text;
    while (text.size() < bytes) {
      std::string word(words[random_() % std::size(words)]);
      const auto roll = random_() % 100;
      if (roll < 6) word = '"' + word + '"';
      if (roll >= 6 && roll < 10) word += '\n';
      if (roll == 10) word += " caf\xC3\xA9";
      text += word + ' ';
    }
    return text;
  }

  std::string base64(std::size_t bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text(bytes, 'A');
    for (char& c : text) c = alphabet[random_() % 64];
    return text;
  }

  static void message(json::Writer& writer, std::string_view role, std::string_view content) {
    writer.begin_object().field("role", role).field("content", content).end_object();
  }

  static void options(json::Writer& writer) {
    writer.field("model", "gpt-4o-mini")
        .field("temperature", 0.7)
        .field("top_p", 0.95)
        .field("max_tokens", 512)
        .field("presence_penalty", 0.1);
    writer.field("frequency_penalty", 0).field("user", "user-4711").key("stop").begin_array().string("###").string("END").end_array();
    writer.field("n", 1).field("stream", false);
  }

  Body chat(std::string name, int turns, std::size_t question, std::size_t answer) {
    Body body{std::move(name), {}};
    json::Writer writer(body.text);
    writer.begin_object().key("messages").begin_array();
    message(writer, "system", prose(330));
    for (int i = 0; i < turns; ++i) {
      message(writer, "user", prose(question));
      message(writer, "assistant", prose(answer));
    }
    message(writer, "user", prose(130));
    writer.end_array();
    options(writer);
    writer.end_object();
    return body;
  }

  Body image(std::string name, std::size_t bytes) {
    Body body{std::move(name), {}};
    json::Writer writer(body.text);
    writer.begin_object().key("messages").begin_array().begin_object().field("role", "user").key("content").begin_array();
    writer.begin_object().field("type", "text").field("text", prose(200)).end_object();
    writer.begin_object().field("type", "image_url").key("image_url").begin_object();
    writer.field("url", "data:image/png;base64," + base64(bytes)).field("detail", "high").end_object().end_object();
    writer.end_array().end_object().end_array();
    options(writer);
    writer.end_object();
    return body;
  }

  static Body chunk() {
    return {
        "SSE chunk",
        R"({"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012","object":"chat.completion.chunk","created":1714857600,"model":"gpt-4o-mini-2024-07-18",)"
        R"("system_fingerprint":"fp_0123456789","choices":[{"index":0,"delta":{"content":" world"},"logprobs":null,"finish_reason":null}]})"};
  }

 private:
  std::mt19937 random_{7};
};

std::vector<Body> made_bodies() {
  BodyMaker maker;
  std::vector<Body> bodies;
  bodies.push_back(maker.chat("A 1.2 KB", 1, 260, 120));
  bodies.push_back(maker.chat("C 60 KB", 24, 900, 1450));
  bodies.push_back(maker.image("D 1.5 MB", 1'500'000));
  bodies.push_back(BodyMaker::chunk());
  return bodies;
}

std::vector<Body> read_bodies(std::span<char*> files) {
  std::vector<Body> bodies;
  for (const char* file : files) {
    std::ifstream stream(file, std::ios::binary);
    bodies.push_back({file, std::string(std::istreambuf_iterator<char>(stream), {})});
  }
  return bodies;
}

// One thing measured: returns a number that depends on the work, so that none of it can be left out.
struct Contender {
  std::string name;
  std::function<std::size_t(const Body&)> run;
};

void copy_value(const json::Value& value, json::Writer& writer, bool through_text, std::string& scratch) {
  switch (value.type()) {
    case json::Type::string: through_text ? writer.string(value.text(scratch)) : writer.escaped(value.raw_string()); break;
    case json::Type::array:
      writer.begin_array();
      for (const json::Value item : value.items()) copy_value(item, writer, through_text, scratch);
      writer.end_array();
      break;
    case json::Type::object:
      writer.begin_object();
      for (const json::Member member : value.members()) {
        writer.key_escaped(member.key_raw());
        copy_value(member.value, writer, through_text, scratch);
      }
      writer.end_object();
      break;
    default: writer.raw(value.raw());
  }
}

class Bench {
 public:
  std::vector<Contender> contenders() {
    return {
        {"ours: parse", [this](const Body& body) { return static_cast<std::size_t>(document_.parse(body.text).has_value()); }},
        {"simdjson DOM", [this](const Body& body) { return dom(body); }},
        {"simdjson on-demand, two fields", [this](const Body& body) { return on_demand(body); }},
        {"simdjson DOM + on-demand, two fields", [this](const Body& body) { return dom(body) + on_demand(body); }},
        {"ours: parse + replace model", [this](const Body& body) { return replace_model(body); }},
        {"ours: parse + write again, raw", [this](const Body& body) { return rewrite(body, false); }},
        {"ours: parse + write again, unescaped", [this](const Body& body) { return rewrite(body, true); }},
    };
  }

 private:
  // Reading in place needs padding behind the text; ours is a copy made before the clock starts.
  const simdjson::padded_string& padded(const Body& body) {
    if (padded_of_ != &body) {
      padded_ = simdjson::padded_string(body.text);
      padded_of_ = &body;
    }
    return padded_;
  }

  std::size_t dom(const Body& body) {
    simdjson::dom::element root;
    if (dom_parser_.parse(padded(body)).get(root) != simdjson::SUCCESS) std::abort();
    return root.is_object();
  }

  std::size_t on_demand(const Body& body) {
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    std::size_t sum = 0;
    if (on_demand_parser_.iterate(padded(body)).get(document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS)
      std::abort();
    for (auto field : object) {
      simdjson::ondemand::raw_json_string key;
      if (field.key().get(key) != simdjson::SUCCESS) std::abort();
      if (key == "model" || key == "stream") sum += std::string_view(field.value().raw_json_token()).size();
    }
    return sum;
  }

  std::size_t replace_model(const Body& body) {
    if (!document_.parse(body.text)) std::abort();
    const json::Edit edits[] = {json::Edit::set("model", "\"other\"")};
    if (!json::apply_edits(document_, edits, edited_)) std::abort();
    return edited_.size();
  }

  std::size_t rewrite(const Body& body, bool through_text) {
    if (!document_.parse(body.text)) std::abort();
    out_.clear();
    json::Writer writer(out_);
    copy_value(document_.root(), writer, through_text, scratch_);
    return out_.size();
  }

  json::Document document_;
  json::Edited edited_;
  simdjson::dom::parser dom_parser_;
  simdjson::ondemand::parser on_demand_parser_;
  simdjson::padded_string padded_;
  const Body* padded_of_ = nullptr;
  std::string out_;
  std::string scratch_;
};

std::size_t sink = 0;

double microseconds(const Contender& contender, const Body& body, std::size_t repeats) {
  sink += contender.run(body);  // warms caches and buffers up
  const auto start = thread_time();
  for (std::size_t i = 0; i < repeats; ++i) sink += contender.run(body);
  return std::chrono::duration<double, std::micro>(thread_time() - start).count() / static_cast<double>(repeats);
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

void measure(const Body& body, const std::vector<Contender>& contenders) {
  constexpr int blocks = 15;
  const std::size_t repeats = std::clamp<std::size_t>(4'000'000 / (body.text.size() + 100), 8, 20'000);
  std::vector<std::vector<double>> times(contenders.size());
  for (int block = 0; block < blocks; ++block)
    for (std::size_t i = 0; i < contenders.size(); ++i) times[i].push_back(microseconds(contenders[i], body, repeats));
  fmt::print("{} ({} bytes)\n", body.name, body.text.size());
  for (std::size_t i = 0; i < contenders.size(); ++i)
    fmt::print("  {:<40} {:>9.3f} us   best {:>9.3f}   x ours {:>5.2f}\n", contenders[i].name, median(times[i]), std::ranges::min(times[i]),
               median(times[i]) / median(times[0]));
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<Body> bodies = count > 1 ? read_bodies(std::span(arguments + 1, arguments + count)) : made_bodies();
  Bench bench;
  const std::vector<Contender> contenders = bench.contenders();
  for (const Body& body : bodies) measure(body, contenders);
  return sink == 0;
}
