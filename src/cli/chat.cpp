#include "cli/chat.hpp"

#include "cli/chat_request.hpp"
#include "cli/line_editor.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>

namespace patchbay::cli {
namespace {

using base::Result;

std::string read_standard_input() {
  std::string text;
  std::array<char, 65536> block{};
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, block.data(), block.size());
    if (got <= 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

Result<std::string> first_model(const GatewayClient& client) {
  auto reply = client.get("/v1/models");
  if (!reply) return base::fail(reply.error());
  json::Document document;
  if (reply->status != 200 || !document.parse(reply->body)) return base::fail(base::ErrorKind::internal, error_text(*reply));
  const json::Value first = document.root().find("data").at(0).find("id");
  if (!first.is_string()) return base::fail(base::ErrorKind::not_found, "there is no model to ask; `patchbay doctor` says what to do");
  return first.to_string();
}

// What an answer's events amount to.
struct Answer {
  std::string text;
  std::string finish_reason;
  std::string error;
  std::string usage;
};

enum class Echo : std::uint8_t { yes, no };

void read_event(std::string_view data, Answer& answer, Echo echo) {
  json::Document document;
  if (data == "[DONE]" || !document.parse(data)) return;
  const json::Value root = document.root();
  if (const json::Value message = root.find("error").find("message"); message.is_string()) answer.error = message.to_string();
  if (root.find("usage").is_object()) answer.usage = root.find("usage").raw();
  const json::Value choice = root.find("choices").at(0);
  const std::string delta = choice.find("delta").find("content").to_string();
  if (choice.find("finish_reason").is_string()) answer.finish_reason = choice.find("finish_reason").to_string();
  answer.text += delta;
  if (echo == Echo::no) return;
  std::fwrite(delta.data(), 1, delta.size(), stdout);
  std::fflush(stdout);
}

void print_json(const std::string& model, const Answer& answer) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("model", model).field("text", answer.text).field("finish_reason", answer.finish_reason);
  if (!answer.usage.empty()) writer.field_raw("usage", answer.usage);
  if (!answer.error.empty()) writer.field("error", answer.error);
  writer.end_object();
  fmt::print("{}\n", text);
}

class Conversation {
 public:
  Conversation(const CommandLine& line, const GatewayClient& client, std::string model)
      : line_(line), client_(client), model_(std::move(model)) {
    if (!line.system.empty()) turns_.push_back({"system", line.system, {}});
  }

  // The exit code; the answer stays in the conversation, a failed question does not.
  int ask(std::string question, std::vector<std::string> images) {
    turns_.push_back({"user", std::move(question), std::move(images)});
    Answer answer;
    const Echo echo = line_.json ? Echo::no : Echo::yes;
    const std::string body = chat_body(model_, turns_, line_.max_tokens);
    auto end = client_.stream("/v1/chat/completions", body, [&](std::string_view data) { read_event(data, answer, echo); });
    if (!end) answer.error = end.error().message;
    if (line_.json)
      print_json(model_, answer);
    else if (!answer.text.empty())
      fmt::print("\n");
    if (!answer.error.empty()) {
      if (!line_.json) fmt::print(stderr, "patchbay: {}\n", answer.error);
      turns_.pop_back();
      return 1;
    }
    if (*end == StreamEnd::interrupted) fmt::print(stderr, "(stopped)\n");
    turns_.push_back({"assistant", std::move(answer.text), {}});
    return 0;
  }
  [[nodiscard]] const std::string& model() const { return model_; }
  void forget() { turns_.resize(!turns_.empty() && turns_.front().role == "system" ? 1 : 0); }

 private:
  const CommandLine& line_;
  const GatewayClient& client_;
  std::string model_;
  std::vector<ChatTurn> turns_;
};

// At the prompt Ctrl-C ends the program as usual; while an answer comes it stops the answer.
class InterruptsEnd {
 public:
  InterruptsEnd() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  }
  InterruptsEnd(const InterruptsEnd&) = delete;
  InterruptsEnd& operator=(const InterruptsEnd&) = delete;
  ~InterruptsEnd() { pthread_sigmask(SIG_BLOCK, &set_, nullptr); }

 private:
  sigset_t set_{};
};

std::optional<std::string> prompt_for_line(LineEditor& editor) {
  const InterruptsEnd interrupts;
  return editor.read("> ");
}

int run_session(Conversation& conversation, const std::string& history_file, std::vector<std::string> images) {
  fmt::print(stderr, "{} - /new forgets, /exit or Ctrl-D ends, Ctrl-C stops an answer\n", conversation.model());
  LineEditor editor(history_file);
  while (auto line = prompt_for_line(editor)) {
    if (line->empty()) continue;
    if (*line == "/exit" || *line == "/quit") break;
    if (*line == "/new") {
      conversation.forget();
      continue;
    }
    conversation.ask(std::move(*line), std::exchange(images, {}));
  }
  return 0;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

int run_chat_command(const CommandLine& line, const GatewayClient& client, const std::string& history_file) {
  auto model = line.model.empty() ? first_model(client) : Result<std::string>(line.model);
  std::vector<std::string> images;
  for (const std::string& path : line.images) {
    auto url = image_url(path);
    if (!url) {
      fmt::print(stderr, "patchbay: {}\n", url.error().message);
      return 2;
    }
    images.push_back(std::move(*url));
  }
  if (!model) {
    fmt::print(stderr, "patchbay: {}\n", model.error().message);
    return 1;
  }
  Conversation conversation(line, client, std::move(*model));
  const bool terminal = isatty(STDIN_FILENO) != 0;
  std::string question = joined(line.prompt);
  if (!terminal) {
    const std::string piped = read_standard_input();
    if (!piped.empty()) question += (question.empty() ? "" : "\n\n") + piped;
  }
  if (!question.empty()) return conversation.ask(std::move(question), std::move(images));
  if (terminal) return run_session(conversation, history_file, std::move(images));
  fmt::print(stderr, "patchbay: nothing was asked: give a PROMPT or pipe one in\n");
  return 2;
}

}  // namespace patchbay::cli
