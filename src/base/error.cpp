#include "base/error.hpp"

namespace patchbay::base {

Error::Error() = default;
Error::Error(ErrorKind error_kind, std::string text, Origin from) : kind(error_kind), origin(from), message(std::move(text)) {}
Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

Error invalid_request(std::string message, std::string param) {
  Error error(ErrorKind::invalid_request, std::move(message), Origin::client);
  error.param = std::move(param);
  return error;
}

}  // namespace patchbay::base
