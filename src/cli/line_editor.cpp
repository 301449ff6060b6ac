#include "cli/line_editor.hpp"

#include <editline/readline.h>
#include <sys/stat.h>

#include <cstdlib>

namespace patchbay::cli {

LineEditor::LineEditor(std::string history_file) : history_file_(std::move(history_file)) {
  using_history();
  stifle_history(1000);
  read_history(history_file_.c_str());  // there is none the first time
}

LineEditor::~LineEditor() {
  const mode_t before = umask(0177);
  write_history(history_file_.c_str());
  umask(before);
}

std::optional<std::string> LineEditor::read(const std::string& prompt) {
  char* line = readline(prompt.c_str());
  if (line == nullptr) return std::nullopt;
  std::string text(line);
  std::free(line);
  if (!text.empty()) add_history(text.c_str());
  return text;
}

}  // namespace patchbay::cli
