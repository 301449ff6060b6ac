#include "cli/chat_request.hpp"

#include "codec/base64.hpp"
#include "json/string_escape.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace patchbay::cli {
namespace {

constexpr std::size_t most_image_bytes = 20 * 1024 * 1024;

std::string_view image_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("GIF8")) return "image/gif";
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return "image/webp";
  return {};
}

// What a person types or pipes in may be no UTF-8.
void write_text(json::Writer& writer, std::string_view text) {
  std::string escaped;
  json::append_escaped_lossy(escaped, text);
  writer.escaped(escaped);
}

void write_turn(json::Writer& writer, const ChatTurn& turn) {
  writer.begin_object().field("role", turn.role).key("content");
  if (turn.image_urls.empty()) {
    write_text(writer, turn.text);
    writer.end_object();
    return;
  }
  writer.begin_array();
  for (const std::string& url : turn.image_urls)
    writer.begin_object().field("type", "image_url").key("image_url").begin_object().field("url", url).end_object().end_object();
  writer.begin_object().field("type", "text").key("text");
  write_text(writer, turn.text);
  writer.end_object().end_array().end_object();
}

}  // namespace

std::string chat_body(std::string_view model, const std::vector<ChatTurn>& turns, std::optional<std::int64_t> most_tokens) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("messages").begin_array();
  for (const ChatTurn& turn : turns) write_turn(writer, turn);
  writer.end_array().key("model");
  write_text(writer, model);
  writer.field("max_completion_tokens", most_tokens).field("stream", true);
  writer.key("stream_options").begin_object().field("include_usage", true).end_object().end_object();
  return body;
}

base::Result<std::string> image_url(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.good() && !file.eof()) return base::fail(base::ErrorKind::invalid_request, fmt::format("{}: cannot be read", path));
  if (bytes.size() > most_image_bytes) return base::fail(base::ErrorKind::invalid_request, fmt::format("{}: larger than 20 MB", path));
  const std::string_view type = image_type(bytes);
  if (type.empty()) return base::fail(base::ErrorKind::invalid_request, fmt::format("{}: neither PNG, JPEG, GIF nor WebP", path));
  return fmt::format("data:{};base64,{}", type, codec::base64_encode(bytes));
}

}  // namespace patchbay::cli
