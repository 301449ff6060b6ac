#include "admin/run_request.hpp"

#include "json/document.hpp"
#include "json/expect.hpp"

#include <algorithm>
#include <initializer_list>

namespace patchbay::admin {
namespace {

constexpr std::size_t longest_title = 200;  // bytes
constexpr std::size_t longest_name = 512;
constexpr std::string_view blanks = " \t\r\n";

std::unexpected<base::Error> wrong(std::string field, std::string message) {
  return base::fail(base::invalid_request(field + ": " + std::move(message), field));
}

base::Result<void> expect_members(json::Value root, std::initializer_list<std::string_view> known) {
  const json::Path top;
  if (auto object = json::expect_object(root, top); !object) return base::fail(object.error());
  for (const json::Member member : root.members()) {
    const bool is_known = std::ranges::any_of(known, [&](std::string_view name) { return member.is(name); });
    if (!is_known) return wrong(member.name.to_string(), "there is no such field");
  }
  return {};
}

// Absent and null are empty.
base::Result<std::string> optional_text(json::Value root, std::string_view field) {
  const json::Value value = root.find(field);
  if (value.absent()) return std::string();
  return json::expect_string(value, json::Path(field));
}

base::Result<std::string> name_text(json::Value root, std::string_view field) {
  auto text = optional_text(root, field);
  if (text && text->size() > longest_name) return wrong(std::string(field), "is too long");
  return text;
}

base::Result<RunRequest> read_fields(json::Value root) {
  RunRequest request;
  auto conversation = name_text(root, "conversation_id");
  auto model = name_text(root, "model");
  auto regenerate = name_text(root, "regenerate");
  auto replace = name_text(root, "replace");
  auto text = optional_text(root, "text");
  for (const auto* field : {&conversation, &model, &regenerate, &replace, &text})
    if (!*field) return base::fail(field->error());
  if (!regenerate->empty() && !replace->empty()) return wrong("replace", "cannot stand beside regenerate");
  if (!regenerate->empty()) request.kind = RunKind::regenerate;
  if (!replace->empty()) request.kind = RunKind::replace;
  request.conversation_id = std::move(*conversation);
  request.model = std::move(*model);
  request.target = request.kind == RunKind::regenerate ? std::move(*regenerate) : std::move(*replace);
  request.text = std::move(*text);
  return request;
}

base::Result<void> check(const RunRequest& request) {
  if (request.model.empty()) return wrong("model", "is missing: choose a model");
  const bool has_text = request.text.find_first_not_of(blanks) != std::string::npos;
  if (request.kind == RunKind::regenerate && has_text) return wrong("text", "cannot stand beside regenerate");
  if (request.kind != RunKind::regenerate && !has_text) return wrong("text", "is missing: there is nothing to answer");
  if (request.kind != RunKind::say && request.conversation_id.empty()) return wrong("conversation_id", "is missing");
  return {};
}

}  // namespace

base::Result<RunRequest> read_run_request(std::string_view body) {
  json::Document document;
  if (auto parsed = document.parse(body); !parsed) return base::fail(parsed.error());
  const json::Value root = document.root();
  if (auto fine = expect_members(root, {"conversation_id", "model", "text", "regenerate", "replace"}); !fine)
    return base::fail(fine.error());
  auto request = read_fields(root);
  if (!request) return request;
  if (auto fine = check(*request); !fine) return base::fail(fine.error());
  return request;
}

base::Result<std::string> read_title(std::string_view body) {
  json::Document document;
  if (auto parsed = document.parse(body); !parsed) return base::fail(parsed.error());
  if (auto fine = expect_members(document.root(), {"title"}); !fine) return base::fail(fine.error());
  const auto title = json::expect_string(document.root().find("title"), json::Path("title"));
  if (!title) return title;
  const std::size_t begin = title->find_first_not_of(blanks);
  if (begin == std::string::npos) return wrong("title", "is empty");
  std::string trimmed = title->substr(begin, title->find_last_not_of(blanks) + 1 - begin);
  if (trimmed.size() > longest_title) return wrong("title", "is longer than 200 characters");
  return trimmed;
}

}  // namespace patchbay::admin
