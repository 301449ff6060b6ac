#include "conformance/plain_json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>
#include <map>

namespace patchbay::conformance {
namespace {

namespace dom = simdjson::dom;

std::string write(dom::element value);

std::string write_object(dom::object object) {
  std::map<std::string_view, std::string> members;
  for (const auto field : object)
    if (!field.value.is_null()) members.emplace(field.key, write(field.value));
  if (members.contains("function")) members.emplace("type", "\"function\"");
  std::string text = "{";
  for (const auto& [key, value] : members) text += fmt::format("{}\"{}\":{}", text.size() > 1 ? "," : "", key, value);
  return text + "}";
}

std::string write_array(dom::array array) {
  std::string text = "[";
  for (const dom::element item : array) {
    if (text.size() > 1) text += ',';
    text += write(item);
  }
  return text + "]";
}

std::string write_number(double number) {
  if (std::trunc(number) == number && std::abs(number) < 9e15) return fmt::format("{}", static_cast<std::int64_t>(number));
  return fmt::format("{}", number);
}

std::string write(dom::element value) {
  switch (value.type()) {
    case dom::element_type::OBJECT: return write_object(value.get_object().value());
    case dom::element_type::ARRAY: return write_array(value.get_array().value());
    case dom::element_type::DOUBLE: return write_number(value.get_double().value());
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::STRING:
    case dom::element_type::BOOL:
    case dom::element_type::NULL_VALUE: return simdjson::minify(value);
  }
  return {};
}

// The text of a top member "stop" that is a string, as an array of one.
void widen_stop(std::string& text) {
  const std::size_t at = text.find(",\"stop\":\"");
  if (at == std::string::npos) return;
  const std::size_t begin = at + 8;
  std::size_t end = begin + 1;
  while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  text.insert(end + 1, "]");
  text.insert(begin, "[");
}

}  // namespace

std::string normal_form(std::string_view json, StopForm stop) {
  dom::parser parser;
  dom::element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) return {};
  std::string text = write(root);
  if (stop == StopForm::always_array) widen_stop(text);
  return text;
}

std::string difference(std::string_view expected, std::string_view actual) {
  if (expected == actual) return {};
  const auto [left, right] = std::ranges::mismatch(expected, actual);
  const auto at = static_cast<std::size_t>(left - expected.begin());
  const std::size_t from = at < 60 ? 0 : at - 60;
  return fmt::format("\n  expected ...{}\n  found    ...{}", expected.substr(from, 160), actual.substr(std::min(from, actual.size()), 160));
}

}  // namespace patchbay::conformance
