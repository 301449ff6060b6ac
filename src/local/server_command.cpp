#include "local/server_command.hpp"

#include <algorithm>

namespace patchbay::local {
namespace {

constexpr std::string_view needed[] = {
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "MALLOC_ARENA_MAX", "LD_LIBRARY_PATH", "LD_PRELOAD", "XDG_RUNTIME_DIR"};
constexpr std::string_view needed_prefixes[] = {"LC_",   "LLAMA_", "GGML_",   "CUDA_", "NVIDIA_", "HIP_",   "HSA_",  "ROCM_", "ROCR_",
                                                "AMD_",  "GPU_",   "VK_",     "MESA_", "OMP_",    "GOMP_",  "KMP_",  "MKL_",  "OPENBLAS_",
                                                "BLIS_", "SYCL_",  "ONEAPI_", "ZE_",   "ASAN_",   "UBSAN_", "LSAN_", "TSAN_"};
// Set by us, or a change of what kind of server it is.
constexpr std::string_view contradicting[] = {"LLAMA_API_KEY",
                                              "LLAMA_CACHE",
                                              "LLAMA_ARG_API_KEY_FILE",
                                              "LLAMA_ARG_HOST",
                                              "LLAMA_ARG_PORT",
                                              "LLAMA_ARG_MODEL",
                                              "LLAMA_ARG_MODEL_URL",
                                              "LLAMA_ARG_HF_REPO",
                                              "LLAMA_ARG_HF_FILE",
                                              "LLAMA_ARG_DOCKER_REPO",
                                              "LLAMA_ARG_MODELS_DIR",
                                              "LLAMA_ARG_MODELS_PRESET",
                                              "LLAMA_ARG_LOG_FILE",
                                              "LLAMA_ARG_LOG_JSONL",
                                              "LLAMA_ARG_API_PREFIX",
                                              "LLAMA_ARG_SSL_KEY_FILE",
                                              "LLAMA_ARG_SSL_CERT_FILE",
                                              "LLAMA_ARG_ALIAS",
                                              "LLAMA_SERVER_ROUTER_PORT",
                                              "LLAMA_SERVER_CHILD_MODE",
                                              "LLAMA_ARG_MODELS_AUTOLOAD"};

bool is_needed(std::string_view variable) {
  const std::string_view name = variable.substr(0, variable.find('='));
  if (std::ranges::find(contradicting, name) != std::end(contradicting)) return false;
  if (std::ranges::find(needed, name) != std::end(needed)) return true;
  return std::ranges::any_of(needed_prefixes, [name](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace

std::vector<std::string> server_arguments(const ServerCommand& command) {
  std::vector<std::string> arguments{command.server.string(),
                                     "--host",
                                     command.socket.string(),
                                     "--models-dir",
                                     command.models.string(),
                                     "--offline",
                                     "--no-ui",
                                     "--cors-origins",
                                     "localhost",
                                     "--no-cors-credentials",
                                     "--log-colors",
                                     "off"};
  if (!command.presets.empty()) arguments.insert(arguments.end(), {"--models-preset", command.presets.string()});
  arguments.insert(arguments.end(), command.further.begin(), command.further.end());
  return arguments;
}

std::vector<std::string> server_environment(std::span<const std::string_view> ours, const ServerCommand& command, const base::Secret& key) {
  std::vector<std::string> environment;
  for (const std::string_view variable : ours)
    if (is_needed(variable)) environment.emplace_back(variable);
  environment.push_back("LLAMA_CACHE=" + command.empty_cache.string());
  environment.push_back("LLAMA_API_KEY=" + std::string(key.reveal()));
  return environment;
}

}  // namespace patchbay::local
