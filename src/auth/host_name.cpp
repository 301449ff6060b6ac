#include "auth/host_name.hpp"

#include "codec/http_message.hpp"

#include <charconv>

namespace patchbay::auth {
namespace {

bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return false;
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc() && end == text.data() + text.size() && value <= 255;
}

bool is_loopback_v4(std::string_view name) {
  if (!name.starts_with("127.")) return false;
  name.remove_prefix(4);
  for (int octet = 0; octet < 2; ++octet) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos || !is_octet(name.substr(0, dot))) return false;
    name.remove_prefix(dot + 1);
  }
  return is_octet(name);
}

}  // namespace

std::string_view without_brackets(std::string_view name) {
  return name.size() >= 2 && name.front() == '[' && name.back() == ']' ? name.substr(1, name.size() - 2) : name;
}

std::string_view host_name_of(std::string_view host) {
  const std::size_t after_brackets = host.starts_with('[') ? host.find(']') : 0;
  if (after_brackets == std::string_view::npos) return host;
  return without_brackets(host.substr(0, host.find(':', after_brackets)));
}

bool is_loopback_name(std::string_view name) { return codec::iequals(name, "localhost") || name == "::1" || is_loopback_v4(name); }

}  // namespace patchbay::auth
