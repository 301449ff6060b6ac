// An answer of the administration API, on its way to the client.
#pragma once

#include "base/error.hpp"
#include "base/result.hpp"
#include "transport/server_exchange.hpp"
#include "transport/task.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::admin {

struct ApiAnswer {
  ApiAnswer(int http_status, std::string json) : status(http_status), body(std::move(json)) {}
  int status;
  std::string body;        // JSON; empty: none
  std::string_view allow;  // the methods, for 405; static text
};

ApiAnswer error_answer(const base::Error& error);
ApiAnswer method_not_allowed(std::string_view allow);
ApiAnswer answer_or_error(int status, base::Result<std::string> body);

// Never cached, never shown to another origin. A client that has left gets nothing.
transport::Task<void> send_answer(transport::ServerExchange& exchange, ApiAnswer answer);

}  // namespace patchbay::admin
