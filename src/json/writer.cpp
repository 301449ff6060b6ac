#include "json/writer.hpp"

#include "json/string_escape.hpp"

#include <cassert>
#include <charconv>
#include <cmath>

namespace patchbay::json {
namespace {

template <class Number>
void append_number(std::string& out, Number value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  assert(error == std::errc());
  out.append(digits, end);
}

}  // namespace

void Writer::before_value() {
  assert((depth_ != 0 || !comma_) && "one value only at the top");
  assert((depth_ == 0 || depth_ > 64 || (objects_ & 1U) == static_cast<unsigned>(after_key_)) &&
         "a key before each value, in objects only");
  if (comma_ && !after_key_) out_ += ',';
  comma_ = true;
  after_key_ = false;
}

void Writer::before_key() {
  assert(depth_ != 0 && !after_key_ && (depth_ > 64 || (objects_ & 1U) != 0) && "keys belong into objects");
  if (comma_) out_ += ',';
  comma_ = true;
  after_key_ = true;
}

void Writer::open(char bracket) {
  before_value();
  out_ += bracket;
  objects_ = objects_ << 1 | static_cast<std::uint64_t>(bracket == '{');
  ++depth_;
  comma_ = false;
}

void Writer::close(char bracket) {
  assert(depth_ != 0 && !after_key_ && (depth_ > 64 || (objects_ & 1U) == static_cast<unsigned>(bracket == '}')) && "unbalanced end");
  out_ += bracket;
  objects_ >>= 1;
  --depth_;
  comma_ = true;
}

Writer& Writer::begin_object() {
  open('{');
  return *this;
}
Writer& Writer::end_object() {
  close('}');
  return *this;
}
Writer& Writer::begin_array() {
  open('[');
  return *this;
}
Writer& Writer::end_array() {
  close(']');
  return *this;
}

Writer& Writer::key(Key name) { return key_escaped(name.text()); }

Writer& Writer::key_text(std::string_view name) {
  before_key();
  out_ += '"';
  append_escaped(out_, name);
  out_ += "\":";
  return *this;
}

Writer& Writer::key_escaped(std::string_view name) {
  before_key();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  return *this;
}

Writer& Writer::string(std::string_view text) { return open_string().string_part(text).close_string(); }
Writer& Writer::escaped(std::string_view content) { return open_string().escaped_part(content).close_string(); }

Writer& Writer::open_string() {
  before_value();
  out_ += '"';
  return *this;
}
Writer& Writer::string_part(std::string_view text) {
  append_escaped(out_, text);
  return *this;
}
Writer& Writer::escaped_part(std::string_view content) {
  out_ += content;
  return *this;
}
Writer& Writer::close_string() {
  out_ += '"';
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  assert(!json.empty());
  before_value();
  out_ += json;
  return *this;
}

Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Writer& Writer::signed_number(std::int64_t value) {
  before_value();
  append_number(out_, value);
  return *this;
}
Writer& Writer::unsigned_number(std::uint64_t value) {
  before_value();
  append_number(out_, value);
  return *this;
}
Writer& Writer::number(double value) {
  if (!std::isfinite(value)) return null();
  before_value();
  append_number(out_, value);
  return *this;
}

}  // namespace patchbay::json
