// Result<T>: a value or an Error. Errors are values everywhere on the data path; exceptions come only from third parties.
#pragma once

#include "base/error.hpp"

#include <expected>
#include <utility>

namespace patchbay::base {

template <class T>
using Result = std::expected<T, Error>;

[[gnu::cold]] inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }
[[gnu::cold]] [[gnu::cold]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message, Origin origin = Origin::gateway) {
  return std::unexpected<Error>(Error(kind, std::move(message), origin));
}

}  // namespace patchbay::base
