#include "json/path.hpp"

#include <fmt/format.h>

#include <vector>

namespace patchbay::json {

void append_path_field(std::string& path, std::string_view name) {
  if (!path.empty()) path += '.';
  path += name;
}

void append_path_item(std::string& path, std::size_t index) { fmt::format_to(std::back_inserter(path), "[{}]", index); }

std::string Path::to_string() const {
  std::vector<const Path*> steps;
  for (const Path* step = this; step != nullptr; step = step->parent_) steps.push_back(step);
  std::string path;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if ((*step)->kind_ == Kind::field) append_path_field(path, (*step)->field_);
    if ((*step)->kind_ == Kind::item) append_path_item(path, (*step)->index_);
  }
  return path;
}

}  // namespace patchbay::json
