#include "gateway/answer_fields.hpp"

#include "json/writer.hpp"

#include <fmt/format.h>

#include <charconv>

namespace patchbay::gateway {
namespace {

constexpr std::size_t warnings_limit = 2048;

bool is_rate_limit_field(std::string_view name) {
  constexpr std::string_view prefix = "x-ratelimit-";
  return name.size() > prefix.size() && codec::iequals(name.substr(0, prefix.size()), prefix);
}

bool is_passed_on(const codec::HeaderView& field) {
  return field.known == codec::KnownHeader::retry_after || codec::iequals(field.name, "retry-after-ms") || is_rate_limit_field(field.name);
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
void append_duration(std::string& text, std::string_view name, std::chrono::microseconds duration) {
  const std::int64_t hundredths = std::max<std::int64_t>(0, duration.count()) / 10;
  std::array<char, 24> digits{};
  char* end = std::to_chars(digits.data(), digits.data() + 20, hundredths / 100).ptr;
  *end++ = '.';
  *end++ = static_cast<char>('0' + hundredths / 10 % 10);
  *end++ = static_cast<char>('0' + hundredths % 10);
  text += name;
  text += ";dur=";
  text.append(digits.data(), end);
  text += ", ";
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

void AnswerFields::add(std::string_view name, std::string_view value) {
  places_.push_back({name, std::string::npos, 0, text_.size(), value.size()});
  text_ += value;
}

void AnswerFields::add_timing(const RequestRecord& record) {
  const RequestMoments& moments = record.moments;
  const auto span = [&](std::string_view name, base::SteadyTime from, base::SteadyTime to) {
    if (to == base::SteadyTime{} || from == base::SteadyTime{}) return;
    append_duration(text_, name, std::chrono::duration_cast<std::chrono::microseconds>(to - from));
  };
  const std::size_t begin = text_.size();
  span("parse", moments.begin, moments.parsed);
  span("plan", moments.parsed, moments.planned);
  span("prepare", moments.planned, moments.prepared);
  span("encode", moments.prepared, moments.encoded);
  append_duration(text_, "connect", moments.connect);
  span("upstream", moments.encoded, moments.answered);
  span("first_token", moments.begin, moments.first_token);
  places_.push_back({"server-timing", std::string::npos, 0, begin, text_.size() - begin - 2});
}

void AnswerFields::add_warnings(const RequestRecord& record) {
  if (!record.warnings.empty()) add("x-patchbay-warnings", warnings_json(record.warnings, warnings_limit));
}

void AnswerFields::add_record(const RequestRecord& record) {
  for (const codec::HeaderView& field : record.cross_origin) add(field.name, field.value);
  add("x-request-id", record.id);
  if (!record.provider.empty()) add("x-patchbay-provider", record.provider);
  if (!record.model.empty()) add("x-patchbay-model", record.model);
  if (record.attempts != 0) {
    std::array<char, 12> digits{};
    add("x-patchbay-attempts", {digits.data(), fmt::format_to_n(digits.data(), digits.size(), "{}", record.attempts).size});
  }
  if (!record.upstream_request_id.empty()) add("x-patchbay-upstream-request-id", record.upstream_request_id);
  add_warnings(record);
  if (record.attempts != 0) add_timing(record);
}

void AnswerFields::add_provider_fields(const codec::HeaderViews& head) {
  for (const codec::HeaderView field : head) {
    if (!is_passed_on(field)) continue;
    const std::size_t name_offset = text_.size();
    text_ += field.name;
    places_.push_back({{}, name_offset, field.name.size(), text_.size(), field.value.size()});
    text_ += field.value;
  }
}

std::span<const codec::HeaderView> AnswerFields::fields() {
  fields_.clear();
  for (const Place& place : places_) {
    const std::string_view name =
        place.name_offset == std::string::npos ? place.name : std::string_view(text_).substr(place.name_offset, place.name_length);
    fields_.push_back({name, std::string_view(text_).substr(place.offset, place.length), codec::KnownHeader::other});
  }
  return fields_;
}

}  // namespace patchbay::gateway
