// What does llama-server's router say on its own paths, and what do we say to it? Pure: texts in, values out (llama.cpp,
// tools/server/README.md, "Using multiple models", and server-models.cpp at build b1-de3ff81).
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local {

// `sleeping`: loaded, its weights given back after --sleep-idle-seconds; the next request wakes it.
enum class RouterModelState { unloaded, loading, loaded, sleeping };

struct RouterModel {
  std::string id;
  RouterModelState state = RouterModelState::unloaded;
  bool load_failed = false;  // its process ended with an error
};

// The answer to GET /models. Entries without an id are skipped, unknown states count as unloaded. Error: bad_provider_response.
base::Result<std::vector<RouterModel>> read_router_models(std::string_view body);

// The body of POST /models/load and /models/unload.
std::string model_body(std::string_view id);

// A path with ?model=ID, percent-encoded.
std::string target_for_model(std::string_view path, std::string_view id);

// error.message of an error answer; the text itself, shortened, when it is none.
std::string router_error_message(std::string_view body);

}  // namespace patchbay::local
