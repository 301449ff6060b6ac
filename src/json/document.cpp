#include "json/document.hpp"

#include "json/duplicate_keys.hpp"
#include "json/parse_error.hpp"
#include "json/reader.hpp"

#include <simdjson.h>

#include <limits>

namespace patchbay::json {
namespace {

struct Finding {
  Fault fault = Fault::none;
  std::size_t offset = 0;
};

Finding check_utf8(std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return {};
  return {Fault::utf8, first_invalid_utf8(text)};
}

Finding check_duplicates(std::string_view text, const Tape& tape, DuplicateKeys rule) {
  const Value found = rule == DuplicateKeys::refuse_all_levels ? duplicate_key_anywhere(text.data(), tape.data(), tape.size())
                                                               : duplicate_key(Value(text.data(), tape.data()));
  if (!found.exists()) return {};
  return {Fault::duplicate_key, found.begin_offset()};
}

Finding read(std::string_view text, Tape& tape, const Limits& limits) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return {Fault::too_long, 0};
  if (text.starts_with("\xEF\xBB\xBF")) return {Fault::byte_order_mark, 0};
  Reader reader(text, tape, limits);
  if (const Fault fault = reader.read(); fault != Fault::none) return {fault, static_cast<std::size_t>(reader.position() - text.data())};
  if (reader.saw_non_ascii())
    if (const Finding finding = check_utf8(text); finding.fault != Fault::none) return finding;
  return check_duplicates(text, tape, limits.duplicate_keys);
}

}  // namespace

base::Result<void> Document::parse(std::string_view text, Limits limits) {
  text_ = text;
  tape_.set_size(0);
  const Finding finding = read(text, tape_, limits);
  if (finding.fault == Fault::none) return {};
  base::Error error = parse_error(finding.fault, text, tape_, finding.offset, limits);
  tape_.set_size(0);
  return base::fail(std::move(error));
}

}  // namespace patchbay::json
