// How a command talks to the server: HTTP over the socket in the home.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace patchbay::cli {

struct Reply {
  int status = 0;
  std::string body;
};

// What stopped a stream from the outside.
enum class StreamEnd : std::uint8_t { complete, interrupted };

// One thread; every call blocks. Errors: provider_unreachable when no server listens.
class GatewayClient {
 public:
  explicit GatewayClient(std::filesystem::path socket) : socket_(std::move(socket)) {}

  [[nodiscard]] base::Result<Reply> get(std::string_view path) const;
  [[nodiscard]] base::Result<Reply> post(std::string_view path, std::string_view json) const;
  // Gives `on_data` the data of each event. Status other than 200: the reply's error as an Error. SIGINT (which must be blocked) ends it.
  [[nodiscard]] base::Result<StreamEnd> stream(std::string_view path, std::string_view json,
                                               const std::function<void(std::string_view)>& on_data) const;

 private:
  std::filesystem::path socket_;
};

// Is somebody listening there?
bool is_listening(const std::filesystem::path& socket);

// The message in an error body of the gateway, or the body itself.
std::string error_text(const Reply& reply);

}  // namespace patchbay::cli
