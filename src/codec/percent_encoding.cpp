#include "codec/percent_encoding.hpp"

#include <fmt/format.h>

namespace patchbay::codec {

namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

bool stands_in_path(char c) { return std::string_view("!$&'()*+,;=:@/").find(c) != std::string_view::npos; }

int hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = static_cast<char>(c | 0x20);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// The byte after a % at `at`, -1 when there is none.
int escaped_byte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return -1;
  const int high = hexadecimal_digit(text[at + 1]);
  const int low = hexadecimal_digit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::string percent_encode(std::string_view text, PercentPart part) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c) || (part == PercentPart::path && stands_in_path(c))) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.push_back('%');
    encoded.push_back(digits[byte >> 4]);
    encoded.push_back(digits[byte & 15]);
  }
  return encoded;
}

base::Result<std::string> percent_decode(std::string_view text, PlusSign plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int byte = escaped_byte(text, i);
      if (byte < 0) return base::fail(base::invalid_request(fmt::format("percent-encoding: not valid at offset {}", i)));
      decoded.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      decoded.push_back(text[i] == '+' && plus == PlusSign::space ? ' ' : text[i]);
    }
  }
  return decoded;
}

base::Result<QueryParameters> parse_query(std::string_view query) {
  QueryParameters parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    auto key = percent_decode(pair.substr(0, equals), PlusSign::space);
    if (!key) return base::fail(std::move(key.error()));
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), PlusSign::space);
    if (!value) return base::fail(std::move(value.error()));
    parameters.emplace_back(std::move(*key), std::move(*value));
  }
  return parameters;
}

std::string write_query(const QueryParameters& parameters) {
  std::string query;
  for (const auto& [key, value] : parameters) {
    if (!query.empty()) query.push_back('&');
    query.append(percent_encode(key)).append("=").append(percent_encode(value));
  }
  return query;
}

}  // namespace patchbay::codec
