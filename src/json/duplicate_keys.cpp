#include "json/duplicate_keys.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace patchbay::json {
namespace {

constexpr std::size_t few = 48;  // up to here: compare only keys whose fingerprints meet

struct SortedKey {
  std::string_view text;  // unescaped
  std::size_t index;
  Value name;
};

// Bits of length, first and last byte; a key with escapes has none, so it is compared with all.
unsigned fingerprint(std::string_view key) {
  if (key.empty()) return 0;
  return (static_cast<unsigned char>(key.front()) * 31U + static_cast<unsigned char>(key.back()) * 7U + static_cast<unsigned>(key.size())) &
         0xFFU;
}

bool same_key(Value a, Value b) {
  if (!a.has_escapes()) return b.equals(a.raw_string());
  std::string scratch;
  return b.equals(a.text(scratch));
}

bool stands_before(Value object, Value name) {
  for (const Member member : object.members()) {
    if (member.name.token() == name.token()) return false;
    if (same_key(member.name, name)) return true;
  }
  return false;
}

Value among_few(Value object) {
  std::array<std::uint64_t, 4> seen{};
  bool any_escaped = false;
  for (const Member member : object.members()) {
    const unsigned print = fingerprint(member.key_raw());
    std::uint64_t& word = seen[print / 64];
    const std::uint64_t bit = std::uint64_t{1} << print % 64;
    any_escaped |= member.name.has_escapes();
    if (((word & bit) != 0 || any_escaped) && stands_before(object, member.name)) return member.name;
    word |= bit;
  }
  return Value();
}

Value among_many(Value object) {
  std::vector<std::string> unescaped;  // reserved below: the views stay valid
  std::vector<SortedKey> keys;
  std::size_t escaped = 0;
  for (const Member member : object.members()) escaped += member.name.has_escapes();
  unescaped.reserve(escaped);
  for (const Member member : object.members()) {
    const std::string_view text = member.name.has_escapes() ? unescaped.emplace_back(member.name.to_string()) : member.key_raw();
    keys.push_back({text, keys.size(), member.name});
  }
  std::ranges::sort(keys, [](const SortedKey& a, const SortedKey& b) {
    if (a.text.size() != b.text.size()) return a.text.size() < b.text.size();
    const int order = a.text.compare(b.text);
    return order != 0 ? order < 0 : a.index < b.index;
  });
  const SortedKey* found = nullptr;
  for (std::size_t i = 1; i < keys.size(); ++i)
    if (keys[i].text == keys[i - 1].text && (found == nullptr || keys[i].index < found->index)) found = &keys[i];
  return found ? found->name : Value();
}

}  // namespace

Value duplicate_key(Value object) {
  const std::size_t size = object.size();
  if (size < 2) return Value();
  return size <= few ? among_few(object) : among_many(object);
}

Value duplicate_key_anywhere(const char* text, const Token* tokens, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (tokens[i].type != Type::object) continue;
    if (const Value name = duplicate_key(Value(text, tokens + i)); name.exists()) return name;
  }
  return Value();
}

}  // namespace patchbay::json
