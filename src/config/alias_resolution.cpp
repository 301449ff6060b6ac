#include "config/alias_resolution.hpp"

#include "catalog/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace patchbay::config {
namespace {

class Resolution {
 public:
  Resolution(std::span<const AliasDefinition> definitions, std::span<const std::string> provider_names,
             std::vector<Diagnostic>& diagnostics)
      : provider_names_(provider_names), diagnostics_(&diagnostics) {
    for (const AliasDefinition& definition : definitions) by_name_.emplace(definition.name, &definition);
  }

  // Follows a chain of aliases to its end; a chain longer than there are aliases is a circle.
  std::optional<Alias> resolve(const AliasDefinition& definition) {
    const AliasDefinition* last = &definition;
    for (std::size_t steps = 0; by_name_.contains(last->target); ++steps) {
      if (steps > by_name_.size()) return fail(definition, "this alias leads in a circle", "the last one must name provider/model");
      last = by_name_.at(last->target);
    }
    return end_of_chain(definition, last->target);
  }

 private:
  std::optional<Alias> fail(const AliasDefinition& definition, std::string message, std::string cure) {
    diagnostics_->push_back({Severity::error, definition.place, std::move(message), std::move(cure), std::nullopt});
    return std::nullopt;
  }

  std::optional<Alias> end_of_chain(const AliasDefinition& definition, std::string_view target) {
    const auto slash = target.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == target.size())
      return fail(definition, fmt::format("\"{}\" is neither another alias nor provider/model", target),
                  fmt::format("for example \"{}/model\"", example()));
    const std::string_view provider = target.substr(0, slash);
    if (std::find(provider_names_.begin(), provider_names_.end(), provider) != provider_names_.end())
      return Alias{definition.name, std::string(provider), std::string(target.substr(slash + 1)), definition.place};
    return fail(definition, fmt::format("there is no provider \"{}\"", provider), cure(provider));
  }

  [[nodiscard]] std::string_view example() const {
    return provider_names_.empty() ? std::string_view("provider") : provider_names_.front();
  }

  [[nodiscard]] std::string cure(std::string_view provider) const {
    const std::vector<std::string_view> names(provider_names_.begin(), provider_names_.end());
    const std::string_view meant = catalog::suggestion(provider, names);
    if (!meant.empty()) return fmt::format("did you mean \"{}\"?", meant);
    return fmt::format("define [providers.{}], or name one of: {}", provider,
                       names.empty() ? "(none)" : fmt::format("{}", fmt::join(names, ", ")));
  }

  std::map<std::string_view, const AliasDefinition*> by_name_;
  std::span<const std::string> provider_names_;
  std::vector<Diagnostic>* diagnostics_;
};

}  // namespace

std::vector<Alias> resolve_aliases(std::span<const AliasDefinition> definitions, std::span<const std::string> provider_names,
                                   std::vector<Diagnostic>& diagnostics) {
  Resolution resolution(definitions, provider_names, diagnostics);
  std::vector<Alias> aliases;
  for (const AliasDefinition& definition : definitions)
    if (auto alias = resolution.resolve(definition)) aliases.push_back(std::move(*alias));
  std::sort(aliases.begin(), aliases.end(), [](const Alias& a, const Alias& b) { return a.name < b.name; });
  return aliases;
}

}  // namespace patchbay::config
