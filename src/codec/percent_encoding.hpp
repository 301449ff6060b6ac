// Percent-encoding (RFC 3986) and query strings.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::codec {

enum class PercentPart : std::uint8_t {
  path,       // keeps unreserved characters, sub-delimiters, `:`, `@` and `/`
  component,  // keeps unreserved characters only: a path segment, a query key or value
};
[[nodiscard]] std::string percent_encode(std::string_view text, PercentPart part = PercentPart::component);

enum class PlusSign : std::uint8_t { literal, space };
// Error invalid_request when a % is not followed by two hexadecimal digits. %00 and %2F decode to their bytes: the caller judges them.
[[nodiscard]] base::Result<std::string> percent_decode(std::string_view text, PlusSign plus = PlusSign::literal);

// key=value pairs in their order, decoded (+ is a space); a part without = is a key with an empty value; empty parts are skipped.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] base::Result<QueryParameters> parse_query(std::string_view query);
[[nodiscard]] std::string write_query(const QueryParameters& parameters);

}  // namespace patchbay::codec
