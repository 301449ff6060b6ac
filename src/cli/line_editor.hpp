// Lines from a terminal, with editing and history.
#pragma once

#include <optional>
#include <string>

namespace patchbay::cli {

// One at a time in a process (the library keeps global state). The history is read at the start and written at the end, mode 0600.
class LineEditor {
 public:
  explicit LineEditor(std::string history_file);
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;
  ~LineEditor();

  // Nothing at the end of the input (Ctrl-D).
  std::optional<std::string> read(const std::string& prompt);

 private:
  std::string history_file_;
};

}  // namespace patchbay::cli
