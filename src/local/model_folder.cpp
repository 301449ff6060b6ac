#include "local/model_folder.hpp"

#include <algorithm>
#include <map>
#include <system_error>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view model_suffix = ".gguf";
constexpr std::string_view first_part_mark = "-00001-of-";
constexpr std::string_view draft_prefixes[] = {"mtp-", "dspark-", "dflash-"};

bool is_projector(std::string_view name) { return name.contains("mmproj"); }

bool is_companion(std::string_view name) {
  return is_projector(name) || std::ranges::any_of(draft_prefixes, [name](std::string_view prefix) { return name.starts_with(prefix); });
}

std::string id_of_file(std::string name) {
  for (auto at = name.find(model_suffix); at != std::string::npos; at = name.find(model_suffix)) name.erase(at, model_suffix.size());
  return name;
}

// "big-00002-of-00003.gguf" -> "big" and 2; nothing for a file that is no part of several.
struct Part {
  std::string stem;
  int number;
};
std::optional<Part> part_of(std::string_view name) {
  constexpr std::size_t digits = 5;
  constexpr std::string_view between = "-of-";
  constexpr std::size_t tail = 1 + digits + between.size() + digits;
  if (name.ends_with(model_suffix)) name.remove_suffix(model_suffix.size());
  if (name.size() <= tail) return std::nullopt;
  const std::string_view mark = name.substr(name.size() - tail);
  const auto number = [&](std::string_view text) { return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }); };
  if (mark[0] != '-' || !number(mark.substr(1, digits)) || mark.substr(1 + digits, between.size()) != between ||
      !number(mark.substr(tail - digits)))
    return std::nullopt;
  return Part{std::string(name.substr(0, name.size() - tail)), std::stoi(std::string(mark.substr(1, digits)))};
}

struct Found {
  std::string name;
  fs::path path;
  std::uint64_t size;
};

struct Listing {
  std::vector<Found> files;  // *.gguf only
  std::vector<Found> folders;
};

void add_entry(const fs::directory_entry& entry, Listing& into) {
  std::error_code failed;
  const std::string name = entry.path().filename().string();
  if (entry.is_regular_file(failed) && name.ends_with(model_suffix)) {
    const auto size = entry.file_size(failed);
    into.files.push_back({name, entry.path(), failed ? 0 : static_cast<std::uint64_t>(size)});
  } else if (entry.is_directory(failed)) {
    into.folders.push_back({name, entry.path(), 0});
  }
}

std::error_code list(const fs::path& folder, Listing& into) {
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) add_entry(*at, into);
  std::ranges::sort(into.files, {}, &Found::name);
  std::ranges::sort(into.folders, {}, &Found::name);
  return failed;
}

void add_plain_files(const std::vector<Found>& files, std::map<std::string, ModelFile>& into) {
  std::map<std::string, std::uint64_t> later_parts;
  for (const Found& file : files)
    if (const auto part = part_of(file.name); part && part->number != 1) later_parts[part->stem] += file.size;
  for (const Found& file : files) {
    const auto part = part_of(file.name);
    if (is_companion(file.name) || (part && part->number != 1)) continue;
    const std::string id = id_of_file(file.name);
    into[id] = ModelFile{id, file.path, file.size + (part ? later_parts[part->stem] : 0), false};
  }
}

std::optional<ModelFile> model_in_folder(const Found& folder) {
  Listing inside;
  if (list(folder.path, inside)) return std::nullopt;
  ModelFile model{folder.name, {}, 0, false};
  const Found* chosen = nullptr;
  for (const Found& file : inside.files) {
    model.sees_images = model.sees_images || is_projector(file.name);
    if (is_companion(file.name)) continue;
    const bool keeps = chosen != nullptr && chosen->name.contains(first_part_mark);
    if (!keeps) chosen = &file;
    model.size += file.size;
  }
  if (chosen == nullptr) return std::nullopt;
  if (!chosen->name.contains(first_part_mark)) model.size = chosen->size;
  model.file = chosen->path;
  return model;
}

}  // namespace

base::Result<std::vector<ModelFile>> list_models(const fs::path& folder) {
  std::error_code unused;
  if (!fs::exists(folder, unused)) return std::vector<ModelFile>{};
  Listing top;
  if (const std::error_code failed = list(folder, top))
    return base::fail(base::ErrorKind::internal, "cannot read the model folder " + folder.string() + ": " + failed.message());
  std::map<std::string, ModelFile> models;
  add_plain_files(top.files, models);
  for (const Found& inner : top.folders)
    if (auto model = model_in_folder(inner)) models[model->id] = std::move(*model);
  std::vector<ModelFile> ordered;
  for (auto& [id, model] : models) ordered.push_back(std::move(model));
  return ordered;
}

}  // namespace patchbay::local
