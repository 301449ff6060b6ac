#include "codec/http_known_header.hpp"

#include <array>
#include <cstring>

namespace patchbay::codec {

namespace {

// In the order of the enumeration, which is alphabetical.
constexpr std::array<std::string_view, known_header_count> names = {
    "",
    "accept",
    "accept-encoding",
    "api-key",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "location",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "retry-after",
    "sec-fetch-site",
    "server",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-api-key",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-goog-api-key",
    "x-request-id",
};

// Length, first and last letter tell all known names apart; the slot's name is then compared in full.
constexpr std::size_t slot_count = 512;
constexpr std::size_t slot(std::string_view name) {
  const auto first = static_cast<std::size_t>(name.front() | 0x20);
  const auto last = static_cast<std::size_t>(name.back() | 0x20);
  return (name.size() * 7 + first * 23 + last * 59) % slot_count;
}

struct Slots {
  std::array<std::uint8_t, slot_count> header{};
  bool distinct = true;
};

constexpr Slots make_slots() {
  Slots slots;
  for (std::size_t i = 1; i < names.size(); ++i) {
    auto& entry = slots.header[slot(names[i])];
    slots.distinct = slots.distinct && entry == 0;
    entry = static_cast<std::uint8_t>(i);
  }
  return slots;
}

constexpr Slots slots = make_slots();
static_assert(slots.distinct, "two known headers share a slot: choose other factors");
static_assert(names.back() == "x-request-id");

template <class Word>
Word load(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// Bytes with bit 6 get bit 5: letters become lower-case, and nothing else becomes a lower-case letter or a hyphen.
template <class Word>
bool equal_word(const char* text, const char* lower) {
  constexpr Word bit_6 = static_cast<Word>(0x4040404040404040ULL);
  const Word word = load<Word>(text);
  return (word | (word & bit_6) >> 1) == load<Word>(lower);
}

template <class Word>
bool equal_in_words(const char* text, const char* lower, std::size_t size) {
  for (std::size_t at = 0; at + sizeof(Word) < size; at += sizeof(Word)) {
    if (!equal_word<Word>(text + at, lower + at)) return false;
  }
  return equal_word<Word>(text + size - sizeof(Word), lower + size - sizeof(Word));
}

bool equals_lower(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  if (text.size() >= 8) return equal_in_words<std::uint64_t>(text.data(), lower.data(), text.size());
  if (text.size() >= 4) return equal_in_words<std::uint32_t>(text.data(), lower.data(), text.size());
  return equal_in_words<std::uint8_t>(text.data(), lower.data(), text.size());
}

}  // namespace

KnownHeader known_header(std::string_view header_name) {
  if (header_name.empty()) return KnownHeader::other;
  const std::uint8_t candidate = slots.header[slot(header_name)];
  return candidate != 0 && equals_lower(header_name, names[candidate]) ? static_cast<KnownHeader>(candidate) : KnownHeader::other;
}

std::string_view name(KnownHeader header) { return names[static_cast<std::size_t>(header)]; }

bool is_hop_by_hop(KnownHeader header) {
  switch (header) {
    case KnownHeader::connection:
    case KnownHeader::keep_alive:
    case KnownHeader::proxy_authenticate:
    case KnownHeader::proxy_authorization:
    case KnownHeader::proxy_connection:
    case KnownHeader::te:
    case KnownHeader::trailer:
    case KnownHeader::transfer_encoding:
    case KnownHeader::upgrade: return true;
    default: return false;
  }
}

}  // namespace patchbay::codec
