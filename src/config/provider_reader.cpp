#include "config/provider_reader.hpp"

#include "config/schema.hpp"
#include "config/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace patchbay::config {
namespace {

// What a table says as a whole: which keys it has, and whether they fit together.
class ProviderRules {
 public:
  ProviderRules(ValueReader& reader, const Entry& entry, const ProviderDraft& draft, const Positions& positions)
      : reader_(&reader), entry_(&entry), draft_(&draft), positions_(&positions) {}

  // False when a rule is broken.
  bool check() {
    if (draft_->vendor == nullptr) {
      if (!positions_->contains("kind")) broken(entry_->position, fmt::format("[providers.{}] has no kind", entry_->key), kind_cure());
      return false;
    }
    check_managed();
    check_required();
    if (positions_->contains("ca_file") && draft_->base_url && draft_->base_url->scheme == Scheme::http)
      reader_->warning(positions_->at("ca_file"), "ca_file has no use: base_url is not https",
                       "leave it out, or call the provider over https");
    return intact_;
  }

 private:
  void broken(Position at, std::string message, std::string cure) {
    reader_->error(at, std::move(message), std::move(cure));
    intact_ = false;
  }

  static std::string kind_cure() {
    std::string kinds;
    for (const catalog::Vendor& vendor : catalog::vendors()) kinds += fmt::format("{}\"{}\"", kinds.empty() ? "" : ", ", vendor.kind);
    return fmt::format("add kind = one of {}", kinds);
  }

  void check_managed() {
    constexpr std::array<std::string_view, 4> only_managed = {"models_dir", "llama_server", "idle_stop", "llama_args"};
    constexpr std::array<std::string_view, 4> never_managed = {"base_url", "api_key", "proxy", "ca_file"};
    if (draft_->is_managed && !draft_->vendor->can_be_managed) {
      broken(positions_->at("managed"),
             fmt::format("kind \"{}\" cannot be managed: patchbay starts llama-server only", draft_->vendor->kind),
             "kind = \"llamacpp\", or managed = false with a base_url");
      return;
    }
    for (std::string_view key : draft_->is_managed ? never_managed : only_managed) {
      if (!positions_->contains(key)) continue;
      broken(positions_->at(key), fmt::format("{} has no use with managed = {}", key, draft_->is_managed),
             draft_->is_managed ? "leave it out: patchbay chooses address and key itself" : "add managed = true, or leave it out");
    }
  }

  void check_required() {
    for (catalog::RequiredField field : draft_->vendor->requires_fields) switch (field) {
        case catalog::RequiredField::base_url: need("base_url", "base_url = \"https://api.example.com/v1\""); break;
        case catalog::RequiredField::base_url_unless_managed:
          if (!draft_->is_managed) need("base_url", "managed = true, or base_url = \"http://127.0.0.1:8080/v1\" for a server that runs");
          break;
        case catalog::RequiredField::api_key: need("api_key", key_example()); break;
      }
  }

  void need(std::string_view key, std::string cure) {
    if (!positions_->contains(key))
      broken(entry_->position, fmt::format("[providers.{}] of kind \"{}\" needs {}", entry_->key, draft_->vendor->kind, key),
             std::move(cure));
  }

  [[nodiscard]] std::string key_example() const {
    const auto usual = draft_->vendor->usual_environment;
    return fmt::format("api_key = \"env:{}\", or \"client\" to pass the caller's own key on", usual.empty() ? "NAME" : usual.front());
  }

  ValueReader* reader_;
  const Entry* entry_;
  const ProviderDraft* draft_;
  const Positions* positions_;
  bool intact_ = true;
};

void complete(ProviderDraft& draft) {
  if (draft.is_managed) draft.managed = static_cast<const Managed&>(draft);
  if (!draft.base_url && !draft.vendor->default_base_url.empty()) {
    if (const auto url = parse_url(draft.vendor->default_base_url)) draft.base_url = *url;
  }
}

}  // namespace

bool is_provider_name(std::string_view name) {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 64 && alphanumeric(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return alphanumeric(c) || c == '_' || c == '-'; });
}

std::optional<Provider> read_provider(ValueReader& reader, const Entry& entry) {
  const bool named_well = is_provider_name(entry.key);
  if (!named_well)
    reader.error(entry.position, "this is not a name for a provider",
                 "1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit: [providers.my-vendor]");
  if (!reader.is(entry.value, NodeKind::table, "[providers.NAME] with kind and base_url below it")) return std::nullopt;
  ProviderDraft draft;
  draft.name = entry.key;
  draft.place = reader.place(entry.position);
  const Positions positions = read_table(reader, entry.value, "providers." + entry.key, provider_keys(), draft, later_provider_keys());
  if (!ProviderRules(reader, entry, draft, positions).check() || !named_well) return std::nullopt;
  complete(draft);
  return static_cast<Provider&&>(draft);
}

}  // namespace patchbay::config
