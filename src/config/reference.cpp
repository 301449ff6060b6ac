#include "config/reference.hpp"

#include "config/schema.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

namespace patchbay::config {
namespace {

constexpr std::string_view opening = R"(# Configuration reference

<!-- Generated from src/config/schema.cpp; do not edit. PATCHBAY_UPDATE_DOCS=1 unit_config writes it. -->

Patchbay needs no configuration. It reads `--config FILE`, else `$PATCHBAY_CONFIG`, else `$XDG_CONFIG_HOME/patchbay/patchbay.toml`
(`~/.config` by default), and every `conf.d/*.toml` beside it, in order of name. The format is TOML. `patchbay check-config` names what is wrong,
where, and what would be right. A changed file takes effect without a restart, except where this page says *restart*.

Durations are texts with a unit (`"300ms"`, `"5s"`, `"2m"`, `"1m30s"`, `"1h"`), sizes are bytes or texts with a unit (`67108864`, `"64MB"`; units count
in 1024s). Relative paths start from the folder of the file that they stand in. A secret is a reference (`"env:NAME"`, `"file:PATH"`), never the secret itself.
)";

std::string code(std::string_view text) { return text.empty() ? "" : fmt::format("`{}`", text); }

// A default such as "the kind's own" is prose; one that can be typed is code.
std::string default_text(std::string_view text) {
  const bool typed = text.starts_with('"') || text.starts_with('[') || text.starts_with('{') || text == "true" || text == "false" ||
                     text.find_first_not_of("0123456789") == std::string_view::npos;
  return typed ? code(text) : std::string(text);
}

template <class Draft, class Final>
void write_table(std::string& out, std::string_view title, std::string_view introduction, std::span<const Key<Draft, Final>> keys) {
  fmt::format_to(std::back_inserter(out),
                 "\n## {}\n\n{}\n\n| key | type | default | meaning | change | since |\n|---|---|---|---|---|---|\n", title, introduction);
  for (const auto& key : keys)
    fmt::format_to(std::back_inserter(out), "| `{}` | {} | {} | {} | {} | {} |\n", key.text.name, key.text.type,
                   default_text(key.text.default_value), key.text.documentation, key.text.effect == Effect::restart ? "restart" : "at once",
                   key.text.since);
}

std::string needs(const catalog::Vendor& vendor) {
  std::string text;
  for (catalog::RequiredField field : vendor.requires_fields) {
    text += text.empty() ? "" : ", ";
    switch (field) {
      case catalog::RequiredField::base_url: text += "`base_url`"; break;
      case catalog::RequiredField::base_url_unless_managed: text += "`managed = true` or `base_url`"; break;
      case catalog::RequiredField::api_key: text += "`api_key`"; break;
    }
  }
  return text;
}

void write_kinds(std::string& out) {
  out += "\n## Kinds of providers\n\n| kind | what | needs | base URL | detected by |\n|---|---|---|---|---|\n";
  for (const catalog::Vendor& vendor : catalog::vendors()) {
    const auto usual = vendor.usual_environment;
    fmt::format_to(std::back_inserter(out), "| `{}` | {} | {} | {} | {} |\n", vendor.kind, vendor.title, needs(vendor),
                   code(vendor.default_base_url),
                   vendor.can_be_managed ? "a `llama-server` that can be managed" : code(fmt::format("{}", fmt::join(usual, "`, `"))));
  }
}

void write_later(std::string& out) {
  fmt::format_to(std::back_inserter(out),
                 "\n## Not yet\n\nThese are refused with a message, never ignored: the tables `{}`; in `[providers.NAME]` the keys `{}`; "
                 "overrides per model; "
                 "`vault:` and `exec:` references; proxies over https.\n",
                 fmt::join(later_tables(), "`, `"), fmt::join(later_provider_keys(), "`, `"));
}

}  // namespace

std::string reference_page() {
  std::string out(opening);
  write_table(out, "[server]", "The gateway and the page.", server_keys());
  write_table(out, "[server.tls]", "Serve https. Both keys, or none.", tls_keys());
  write_table(out, "[log]", "Lines on standard error, one each. Credentials are redacted.", log_keys());
  out += "\n## [aliases]\n\n`name = \"provider/model\"`: a further name for a model of a provider. A target may be another alias.\n";
  write_table(out, "[providers.NAME]", "NAME is the prefix in model names: `NAME/model`. 1 to 64 of a-z, 0-9, `_` and `-`.",
              provider_keys());
  write_table(out, "[providers.NAME.timeouts]", "How long to wait for the provider; the clocks stop while the client is slow to read.",
              timeouts_keys());
  write_kinds(out);
  write_later(out);
  return out;
}

}  // namespace patchbay::config
