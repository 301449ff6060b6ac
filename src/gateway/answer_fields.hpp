// The header fields of an answer to a model call.
#pragma once

#include "codec/http1_head.hpp"
#include "gateway/request_record.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

// A list of views: the values, the record and the provider's head must outlive it.
class AnswerFields {
 public:
  AnswerFields() { fields_.reserve(20); }
  AnswerFields(const AnswerFields&) = delete;
  AnswerFields& operator=(const AnswerFields&) = delete;

  // `name` must be a literal.
  void add(std::string_view name, std::string_view value) {
    fields_.push_back({name, value, codec::KnownHeader::other, codec::Vouched::name});
  }
  // The request's id, provider, model, attempts, warnings, times, and the provider's own id.
  void add_record(const RequestRecord& record);
  // Rate-limit and retry fields of the provider's head.
  void add_provider_fields(const codec::HeaderViews& head);
  [[nodiscard]] std::span<const codec::HeaderView> fields() const { return fields_; }

 private:
  void add_attempts(std::uint32_t attempts);
  void add_timing(const RequestMoments& moments);

  std::vector<codec::HeaderView> fields_;
  std::array<char, 12> attempts_;
  std::array<char, 288> timing_;  // seven entries of at most 38 bytes
  std::string warnings_;
};

// Warnings as compact ASCII JSON of at most `limit` bytes; what does not fit is counted in a last entry.
std::string warnings_json(const std::vector<canonical::Warning>& warnings, std::size_t limit);

}  // namespace patchbay::gateway
