// Writes JSON in the order of the calls, compact, appending to a string of the caller. Commas and colons are its business.
// Misuse (a value without a key in an object, a key in an array, unbalanced ends) asserts in debug builds.
// Text must be valid UTF-8 (string_escape.hpp has the lossy form for other text).
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::json {

// A key that is a literal and needs no escaping, which the compiler checks.
class Key {
 public:
  template <std::size_t N>
  consteval Key(const char (&literal)[N]) : text_(literal, N - 1) {  // implicit: field("model", ...) is the point
    for (const char c : text_)
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '"' || c == '\\') throw "needs escaping";
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();

  Writer& key(Key name);
  Writer& key_text(std::string_view name);     // escaped here
  Writer& key_escaped(std::string_view name);  // already escaped, as Member::key_raw

  Writer& string(std::string_view text);      // escaped here
  Writer& escaped(std::string_view content);  // the inside of the quotes, already escaped, as Value::raw_string
  Writer& raw(std::string_view json);         // a whole value, as Value::raw
  Writer& boolean(bool value);
  Writer& null();
  Writer& number(std::signed_integral auto value) { return signed_number(value); }
  Writer& number(std::unsigned_integral auto value) { return unsigned_number(value); }
  Writer& number(double value);  // the shortest text that reads back the same; not finite: null

  // A string written in parts: open_string, any number of string_part and escaped_part, close_string.
  Writer& open_string();
  Writer& string_part(std::string_view text);
  Writer& escaped_part(std::string_view content);
  Writer& close_string();

  // key and value in one call; an empty optional writes nothing at all.
  Writer& field(Key name, std::string_view text) { return key(name).string(text); }
  Writer& field(Key name, const char* text) { return key(name).string(text); }
  Writer& field(Key name, std::same_as<bool> auto value) { return key(name).boolean(value); }
  template <class Number>
    requires((std::integral<Number> && !std::same_as<Number, bool>) || std::floating_point<Number>)
  Writer& field(Key name, Number value) {
    return key(name).number(value);
  }
  template <class T>
  Writer& field(Key name, const std::optional<T>& value) {
    if (value) field(name, *value);
    return *this;
  }
  Writer& field_escaped(Key name, std::string_view content) { return key(name).escaped(content); }
  Writer& field_raw(Key name, std::string_view json) { return key(name).raw(json); }
  Writer& field_null(Key name) { return key(name).null(); }

  std::string& out() { return out_; }
  std::size_t depth() const { return depth_; }
  bool complete() const { return depth_ == 0 && comma_; }  // one whole value has been written

 private:
  enum class Level : std::uint8_t { array, object };
  bool may_be_in(Level level) const;  // for the asserts
  Writer& signed_number(std::int64_t value);
  Writer& unsigned_number(std::uint64_t value);
  void open(char bracket);
  void close(char bracket);
  void before_key();
  void before_value();

  std::string& out_;
  std::uint64_t objects_ = 0;  // one bit a level, the first 64: is it an object?
  std::uint32_t depth_ = 0;
  bool comma_ = false;  // something stands before on this level
  bool after_key_ = false;
};

}  // namespace patchbay::json
