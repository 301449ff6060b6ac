#include "codec/http_known_header.hpp"

#include "codec/http_message.hpp"

#include <array>

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

}  // namespace

KnownHeader known_header(std::string_view header_name) {
  if (header_name.empty()) return KnownHeader::other;
  const std::uint8_t candidate = slots.header[slot(header_name)];
  return candidate != 0 && iequals(names[candidate], header_name) ? static_cast<KnownHeader>(candidate) : KnownHeader::other;
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
