#include "gateway/client_wishes.hpp"

#include <charconv>

namespace patchbay::gateway {
namespace {

using base::Result;
using std::chrono::milliseconds;

// "90" (seconds), "90s", "1500ms", "2m".
std::optional<milliseconds> read_duration(std::string_view text) {
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc() || !(amount > 0) || amount > 1e6) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "ms") return milliseconds(static_cast<std::int64_t>(amount));
  if (unit.empty() || unit == "s") return milliseconds(static_cast<std::int64_t>(amount * 1000));
  if (unit == "m") return milliseconds(static_cast<std::int64_t>(amount * 60'000));
  return std::nullopt;
}

std::string_view field(const codec::RequestHeadView& head, std::string_view name) {
  return head.headers.find(name).value_or(std::string_view());
}

base::Error bad_field(std::string_view name, std::string_view cure) {
  return base::invalid_request(fmt::format("{}: {}", name, cure), std::string(name));
}

}  // namespace

Result<ClientWishes> read_wishes(const codec::RequestHeadView& head) {
  ClientWishes wishes;
  if (const auto policy = field(head, "x-patchbay-on-loss"); policy == "strict")
    wishes.on_loss = LossPolicy::strict;
  else if (!policy.empty() && policy != "warn" && policy != "silent")
    return base::fail(bad_field("x-patchbay-on-loss", "expected strict, warn or silent"));
  if (const auto timeout = field(head, "x-patchbay-timeout"); !timeout.empty()) {
    wishes.deadline = read_duration(timeout);
    if (!wishes.deadline) return base::fail(bad_field("x-patchbay-timeout", "expected a duration such as 30s, 1500ms or 2m"));
  }
  if (field(head, "x-patchbay-verbose") == "1") wishes.verbosity = Verbosity::verbose;
  wishes.tags = field(head, "x-patchbay-tags");
  return wishes;
}

std::vector<codec::HeaderView> forwarded_fields(const codec::RequestHeadView& head) {
  std::vector<codec::HeaderView> fields;
  fields.reserve(8);
  fields.push_back({"content-type", "application/json", codec::KnownHeader::content_type, codec::Vouched::all});
  for (const codec::HeaderView each : head.headers)
    if (each.known == codec::KnownHeader::other &&
        (codec::iequals(each.name, "openai-beta") || codec::iequals(each.name, "x-client-request-id")))
      fields.push_back(each);
  return fields;
}

std::string client_bearer(const codec::RequestHeadView& head) {
  using codec::KnownHeader;
  if (const auto value = head.headers.find(KnownHeader::authorization)) return std::string(*value);
  for (const KnownHeader name : {KnownHeader::x_api_key, KnownHeader::api_key, KnownHeader::x_goog_api_key})
    if (const auto key = head.headers.find(name)) return fmt::format("Bearer {}", *key);
  return {};
}

}  // namespace patchbay::gateway
