#include "json/value.hpp"

#include "json/string_escape.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace patchbay::json {
namespace {

template <class Integer>
std::optional<Integer> parse_integer(std::string_view digits) {
  constexpr std::size_t always_fits = 18;
  if (digits.size() <= always_fits && digits.front() != '-') {
    Integer small{};
    for (const char digit : digits) small = small * 10 + static_cast<Integer>(digit - '0');
    return small;
  }
  Integer value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// A number written with fraction or exponent that is whole all the same, and small enough to be exact in a double.
template <class Integer>
std::optional<Integer> whole(std::optional<double> number) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  if (!number || *number != std::trunc(*number) || std::abs(*number) > exact) return std::nullopt;
  if (std::is_unsigned_v<Integer> && *number < 0) return std::nullopt;
  return static_cast<Integer>(*number);
}

// Decimal position of the first digit that is not 0, exponent included: below 0 for 0.5, 0 for 1.
std::int64_t magnitude(std::string_view number) {
  const std::size_t exponent_at = std::min(number.find_first_of("eE"), number.size());
  const std::string_view mantissa = number.substr(0, exponent_at);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  const auto position = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) - (first < point ? 1 : 0);
  std::string_view exponent = number.substr(std::min(exponent_at + 1, number.size()));
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  if (exponent.empty()) return position;
  constexpr std::int64_t far = 1'000'000'000'000;  // more than any text has digits
  const auto value = parse_integer<std::int64_t>(exponent).value_or(exponent.starts_with('-') ? -far : far);
  return position + std::clamp(value, -far, far);
}

}  // namespace

std::string_view type_name(Type type) {
  switch (type) {
    case Type::null: return "null";
    case Type::boolean: return "a boolean";
    case Type::number: return "a number";
    case Type::string: return "a string";
    case Type::array: return "an array";
    case Type::object: return "an object";
  }
  return "nothing";
}

std::optional<bool> Value::as_bool() const {
  if (!is_boolean()) return std::nullopt;
  return text_[token_->start] == 't';
}

std::optional<std::int64_t> Value::as_int64() const {
  if (!is_number()) return std::nullopt;
  if (is_integer()) return parse_integer<std::int64_t>(raw());
  return whole<std::int64_t>(as_double());
}

std::optional<std::uint64_t> Value::as_uint64() const {
  if (!is_number()) return std::nullopt;
  if (is_integer() && text_[token_->start] != '-') return parse_integer<std::uint64_t>(raw());
  return whole<std::uint64_t>(as_double());
}

std::optional<double> Value::as_double() const {
  if (!is_number()) return std::nullopt;
  const std::string_view digits = raw();
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc()) return value;
  if (magnitude(digits) < 0) return digits.front() == '-' ? -0.0 : 0.0;  // too small for a double
  return std::nullopt;
}

std::string_view Value::text(std::string& scratch) const {
  if (!has_escapes()) return raw_string();
  scratch.clear();
  static_cast<void>(append_unescaped(scratch, raw_string()));  // cannot fail: the reader checked it
  return scratch;
}

std::string Value::to_string() const {
  std::string result;
  if (!has_escapes()) return result.assign(raw_string());
  static_cast<void>(append_unescaped(result, raw_string()));
  return result;
}

bool Value::equals_escaped(std::string_view unescaped) const { return escaped_equals(raw_string(), unescaped); }

std::size_t Value::size() const {
  if (!is_array() && !is_object()) return 0;
  if (token_->count < Token::max_count) return token_->count;
  std::size_t count = 0;
  if (is_array())
    for (auto at = items().begin(); at != items().end(); ++at) ++count;
  else
    for (auto at = members().begin(); at != members().end(); ++at) ++count;
  return count;
}

Value Value::find(std::string_view key) const {
  if (!is_object()) return Value();
  const std::size_t quoted = key.size() + 2;
  const Token* const last = token_ + token_->next;
  for (const Token* name = token_ + 1; name != last; name += 1 + name[1].next) {
    const bool plain = (name->flags & Token::has_escapes) == 0;
    if (plain && name->end - name->start != quoted) continue;
    if (Value(text_, name).equals(key)) return Value(text_, name + 1);
  }
  return Value();
}

Value Value::at(std::size_t index) const {
  for (const Value item : items())
    if (index-- == 0) return item;
  return Value();
}

}  // namespace patchbay::json
