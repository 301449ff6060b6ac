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

bool Writer::may_be_in(Level level) const {
  if (depth_ == 0) return false;
  if (depth_ > 64) return true;  // not remembered
  return (objects_ >> (depth_ - 1) & 1U) == static_cast<std::uint64_t>(level);
}

void Writer::before_value() {
  assert((depth_ != 0 || !comma_) && "one value only at the top");
  assert((depth_ == 0 || may_be_in(after_key_ ? Level::object : Level::array)) && "a key before each value, in objects only");
  if (comma_ && !after_key_) out_ += ',';
  comma_ = true;
  after_key_ = false;
}

void Writer::before_key() {
  assert(!after_key_ && may_be_in(Level::object) && "keys belong into objects");
  if (comma_) out_ += ',';
  comma_ = true;
  after_key_ = true;
}

void Writer::open(char bracket) {
  before_value();
  out_ += bracket;
  if (depth_ < 64) objects_ = (objects_ & ~(std::uint64_t{1} << depth_)) | static_cast<std::uint64_t>(bracket == '{') << depth_;
  ++depth_;
  comma_ = false;
}

void Writer::close(char bracket) {
  assert(!after_key_ && may_be_in(bracket == '}' ? Level::object : Level::array) && "unbalanced end");
  out_ += bracket;
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
