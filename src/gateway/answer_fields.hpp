// The header fields of an answer to a model call.
#pragma once

#include "codec/http1_head.hpp"
#include "gateway/request_record.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

// A list of fields whose texts it owns. Build it, then take fields(): those live until the next add() or its end.
class AnswerFields {
 public:
  AnswerFields() { text_.reserve(512); }

  // `name` must be a literal; the value is copied.
  void add(std::string_view name, std::string_view value);
  // The request's id, provider, model, attempts, warnings, times, and the provider's own id.
  void add_record(const RequestRecord& record);
  // Rate-limit and retry fields of the provider's head.
  void add_provider_fields(const codec::HeaderViews& head);
  [[nodiscard]] std::span<const codec::HeaderView> fields();

 private:
  struct Place {
    std::string_view name;
    std::size_t name_offset;  // npos: `name` is a literal
    std::size_t name_length;
    std::size_t offset;
    std::size_t length;
  };
  void add_timing(const RequestRecord& record);
  void add_warnings(const RequestRecord& record);

  std::string text_;
  std::vector<Place> places_;
  std::vector<codec::HeaderView> fields_;
};

// Warnings as compact ASCII JSON of at most `limit` bytes; what does not fit is counted in a last entry.
std::string warnings_json(const std::vector<canonical::Warning>& warnings, std::size_t limit);

}  // namespace patchbay::gateway
