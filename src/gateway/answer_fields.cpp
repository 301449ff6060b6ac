#include "gateway/answer_fields.hpp"

#include "json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace patchbay::gateway {
namespace {

constexpr std::size_t warnings_limit = 2048;

bool is_rate_limit_field(std::string_view name) {
  constexpr std::string_view prefix = "x-ratelimit-";
  return name.size() > prefix.size() && (name[0] | 0x20) == 'x' && codec::iequals(name.substr(0, prefix.size()), prefix);
}

bool is_passed_on(const codec::HeaderView& field) {
  if (field.known != codec::KnownHeader::other) return field.known == codec::KnownHeader::retry_after;
  return is_rate_limit_field(field.name) || codec::iequals(field.name, "retry-after-ms");
}

// Anything beyond printable ASCII as \u escapes, so that the text can stand in a header.
std::string ascii(std::string_view json) {
  std::string out;
  std::size_t i = 0;
  while (i < json.size()) {
    const auto lead = static_cast<unsigned char>(json[i]);
    if (lead < 0x80) {
      out += json[i++];
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    char32_t point = lead & (0xFF >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < json.size(); ++k) point = (point << 6) | (static_cast<unsigned char>(json[i + k]) & 0x3F);
    i += length;
    if (point >= 0x10000)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}\\u{:04x}", 0xD800 + ((static_cast<std::uint32_t>(point) - 0x10000) >> 10),
                     0xDC00 + ((static_cast<std::uint32_t>(point) - 0x10000) & 0x3FF));
    else
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(point));
  }
  return out;
}

// name;dur=MILLISECONDS with two decimals, in integers: this runs for every answer.
char* put_duration(char* at, std::string_view name, std::chrono::microseconds duration) {
  constexpr std::size_t most_digits = 20;
  const std::int64_t hundredths = std::max<std::int64_t>(0, duration.count()) / 10;
  std::memcpy(at, name.data(), name.size());
  at += name.size();
  std::memcpy(at, ";dur=", 5);
  at += 5;
  at = std::to_chars(at, at + most_digits, hundredths / 100).ptr;
  *at++ = '.';
  *at++ = static_cast<char>('0' + hundredths / 10 % 10);
  *at++ = static_cast<char>('0' + hundredths % 10);
  *at++ = ',';
  *at++ = ' ';
  return at;
}

std::string warning_json(const canonical::Warning& warning) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object()
      .field("kind", canonical::name(warning.kind))
      .field("feature", warning.feature)
      .field("detail", warning.detail)
      .end_object();
  return ascii(text);
}

}  // namespace

std::string warnings_json(const std::vector<canonical::Warning>& warnings, std::size_t limit) {
  constexpr std::size_t tail = 40;
  std::string all = "[";
  for (std::size_t i = 0; i < warnings.size(); ++i) {
    const std::string one = warning_json(warnings[i]);
    if (all.size() + one.size() + tail > limit) {
      fmt::format_to(std::back_inserter(all), "{}{{\"more\":{}}}", i == 0 ? "" : ",", warnings.size() - i);
      break;
    }
    if (i != 0) all += ',';
    all += one;
  }
  all += ']';
  return all;
}

void AnswerFields::add_attempts(std::uint32_t attempts) {
  char* const end = std::to_chars(attempts_.data(), attempts_.data() + attempts_.size(), attempts).ptr;
  add("x-patchbay-attempts", {attempts_.data(), end});
}

void AnswerFields::add_timing(const RequestMoments& moments) {
  char* at = timing_.data();
  const auto span = [&at](std::string_view name, base::SteadyTime from, base::SteadyTime to) {
    if (to == base::SteadyTime{} || from == base::SteadyTime{}) return;
    at = put_duration(at, name, std::chrono::duration_cast<std::chrono::microseconds>(to - from));
  };
  span("parse", moments.begin, moments.parsed);
  span("plan", moments.parsed, moments.planned);
  span("prepare", moments.planned, moments.prepared);
  span("encode", moments.prepared, moments.encoded);
  at = put_duration(at, "connect", moments.connect);
  span("upstream", moments.encoded, moments.answered);
  span("first_token", moments.begin, moments.first_token);
  add("server-timing", {timing_.data(), at - 2});
}

void AnswerFields::add_record(const RequestRecord& record) {
  fields_.insert(fields_.end(), record.cross_origin.begin(), record.cross_origin.end());
  add("x-request-id", record.id);
  if (!record.provider.empty()) add("x-patchbay-provider", record.provider);
  if (!record.model.empty()) add("x-patchbay-model", record.model);
  if (record.attempts != 0) add_attempts(record.attempts);
  if (!record.upstream_request_id.empty()) add("x-patchbay-upstream-request-id", record.upstream_request_id);
  if (!record.warnings.empty()) {
    warnings_ = warnings_json(record.warnings, warnings_limit);
    add("x-patchbay-warnings", warnings_);
  }
  if (record.attempts != 0) add_timing(record.moments);
}

void AnswerFields::add_provider_fields(const codec::HeaderViews& head) {
  for (const codec::HeaderView field : head)
    if (is_passed_on(field)) fields_.push_back(field);
}

}  // namespace patchbay::gateway
