// With which arguments and in which environment does llama-server run? Pure.
#pragma once

#include "base/secret.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local {

struct ServerCommand {
  std::filesystem::path server;
  std::filesystem::path socket;
  std::filesystem::path models;       // must exist when it starts
  std::filesystem::path empty_cache;  // a folder that is not there, so that models of other programs do not appear
  std::filesystem::path presets;      // llama.cpp's options for single models; empty: none
  std::vector<std::string> further;   // the user's own arguments, after ours
};

// Router mode: no model named. Offline (it downloads nothing), without its own page, its CORS closed to other origins. Never holds the key.
std::vector<std::string> server_arguments(const ServerCommand& command);

// The variables of `ours` ("NAME=value") that an engine may need: the loader's, the locale's, the GPU runtimes', threads' and llama.cpp's
// own. Everything else stays out, above all our providers' keys; so do those of llama.cpp's that would contradict our arguments. The key
// comes in as LLAMA_API_KEY: as no other user can read an environment, and because the router hands it on to its model processes (a key
// file it does not), whose ports on 127.0.0.1 would else be open to every local user.
std::vector<std::string> server_environment(std::span<const std::string_view> ours, const ServerCommand& command, const base::Secret& key);

}  // namespace patchbay::local
