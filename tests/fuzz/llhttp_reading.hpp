// One HTTP/1.1 message as llhttp (strict) reads it. For differential fuzzing only.
#pragma once

#include <llhttp.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::fuzzing {

struct LlhttpReading {
  llhttp_errno_t error = HPE_OK;
  bool headers_complete = false;
  bool complete = false;
  bool trailers = false;
  bool keep_alive = false;
  std::size_t consumed = 0;  // when complete
  std::string method;
  std::string target;
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // values as they came, with blanks at their end
  std::string body;
};

namespace llhttp_callbacks {

inline LlhttpReading& reading(llhttp_t* parser) { return *static_cast<LlhttpReading*>(parser->data); }

inline int on_url(llhttp_t* parser, const char* at, std::size_t size) { return reading(parser).target.append(at, size), 0; }
inline int on_method(llhttp_t* parser, const char* at, std::size_t size) { return reading(parser).method.append(at, size), 0; }
inline int on_body(llhttp_t* parser, const char* at, std::size_t size) { return reading(parser).body.append(at, size), 0; }

inline int on_header_field(llhttp_t* parser, const char* at, std::size_t size) {
  LlhttpReading& into = reading(parser);
  if (into.headers_complete) into.trailers = true;
  if (!into.headers_complete) into.headers.emplace_back(std::string(at, size), "");
  return 0;
}
inline int on_header_value(llhttp_t* parser, const char* at, std::size_t size) {
  LlhttpReading& into = reading(parser);
  if (!into.headers_complete && !into.headers.empty()) into.headers.back().second.append(at, size);
  return 0;
}
inline int on_headers_complete(llhttp_t* parser) {
  reading(parser).headers_complete = true;
  reading(parser).keep_alive = llhttp_should_keep_alive(parser) != 0;
  reading(parser).status = parser->status_code;
  return 0;
}
inline int on_message_complete(llhttp_t* parser) {
  reading(parser).complete = true;
  return HPE_PAUSED;
}

}  // namespace llhttp_callbacks

inline LlhttpReading read_with_llhttp(std::string_view text, llhttp_type_t type) {
  namespace callbacks = llhttp_callbacks;
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_url = callbacks::on_url;
  settings.on_method = callbacks::on_method;
  settings.on_body = callbacks::on_body;
  settings.on_header_field = callbacks::on_header_field;
  settings.on_header_value = callbacks::on_header_value;
  settings.on_headers_complete = callbacks::on_headers_complete;
  settings.on_message_complete = callbacks::on_message_complete;
  LlhttpReading reading;
  llhttp_t parser;
  llhttp_init(&parser, type, &settings);
  parser.data = &reading;
  reading.error = llhttp_execute(&parser, text.data(), text.size());
  if (reading.complete) {
    const char* stopped = llhttp_get_error_pos(&parser);
    reading.consumed = stopped == nullptr ? text.size() : static_cast<std::size_t>(stopped - text.data());
  } else if (reading.error == HPE_OK) {
    reading.error = llhttp_finish(&parser);
    reading.consumed = text.size();
  }
  return reading;
}

// llhttp 8.1 reads what follows the second `;` of a chunk's line as digits of its size: no statement about messages with such a line.
inline bool has_two_extensions_in_a_line(std::string_view chunks) {
  std::size_t semicolons = 0;
  for (const char c : chunks) {
    semicolons = c == '\n' ? 0 : semicolons + (c == ';' ? 1 : 0);
    if (semicolons > 1) return true;
  }
  return false;
}

}  // namespace patchbay::fuzzing
