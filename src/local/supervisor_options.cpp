#include "local/supervisor_options.hpp"

namespace patchbay::local {

namespace fs = std::filesystem;

fs::path models_folder(const SupervisorOptions& options) {
  const std::string& configured = options.managed.managed.models_dir;
  return configured.empty() ? options.home / "models" : fs::absolute(configured);
}

fs::path log_file(const SupervisorOptions& options) {
  const std::string suffix = options.provider == "local" ? "" : "-" + options.provider;
  return options.home / "logs" / ("llama-server" + suffix + ".log");
}

}  // namespace patchbay::local
