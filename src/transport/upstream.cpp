#include "transport/upstream.hpp"

#include <fmt/format.h>

#include <string>

namespace patchbay::transport {

Task<base::Result<std::string>> read_all(UpstreamResponse& response, std::size_t limit) {
  std::string body;
  while (true) {
    auto piece = co_await response.read();
    if (!piece) co_return base::fail(piece.error());
    if (piece->empty()) co_return body;
    if (piece->size() > limit - body.size()) {
      co_return base::fail(base::ErrorKind::bad_provider_response, fmt::format("the provider's answer is larger than {} bytes", limit),
                           base::Origin::provider);
    }
    body += *piece;
  }
}

}  // namespace patchbay::transport
