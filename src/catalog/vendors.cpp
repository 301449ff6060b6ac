// The rows. Facts are from the vendors' own pages and servers, as collected in the wire facts of the OpenAI family.
#include "catalog/suggestion.hpp"
#include "catalog/vendor.hpp"

#include <algorithm>
#include <array>

namespace patchbay::catalog {
namespace {

constexpr std::array<SupportedProtocol, 1> chat_only = {{{canonical::ProtocolId::openai_chat, Grade::native}}};
constexpr std::array<std::string_view, 1> openai_environment = {"OPENAI_API_KEY"};
constexpr std::array<RequiredField, 1> needs_base_url = {RequiredField::base_url};
constexpr std::array<RequiredField, 1> needs_base_url_unless_managed = {RequiredField::base_url_unless_managed};
constexpr std::array<RequiredField, 1> needs_api_key = {RequiredField::api_key};

constexpr std::array<Vendor, 3> rows = {{
    {
        .kind = "llamacpp",
        .title = "llama.cpp (llama-server)",
        .protocols = chat_only,
        .default_base_url = {},
        .credential = CredentialKind::bearer,
        .credential_header = {},
        .usual_environment = {},
        .location = Location::on_this_machine,
        .quirks = {Quirk::no_developer_role, Quirk::reasoning_content_field, Quirk::parallel_tools_opt_in, Quirk::model_in_query_of_gets},
        .rewrite = {},
        .stream_usage = StreamUsage::opt_in,
        .requires_fields = needs_base_url_unless_managed,
        .can_be_managed = true,
    },
    {
        .kind = "openai",
        .title = "OpenAI",
        .protocols = chat_only,
        .default_base_url = "https://api.openai.com/v1",
        .credential = CredentialKind::bearer,
        .credential_header = {},
        .usual_environment = openai_environment,
        .location = Location::remote,
        .quirks = {},
        .rewrite = {},
        .stream_usage = StreamUsage::opt_in,
        .requires_fields = needs_api_key,
    },
    {
        .kind = "openai-compatible",
        .title = "Any OpenAI-compatible server",
        .protocols = chat_only,
        .default_base_url = {},
        .credential = CredentialKind::bearer,
        .credential_header = {},
        .usual_environment = {},
        .location = Location::remote,
        .quirks = {Quirk::max_tokens_field, Quirk::no_developer_role},
        .rewrite = {},
        .stream_usage = StreamUsage::opt_in,
        .requires_fields = needs_base_url,
    },
}};

constexpr std::array<PlannedVendor, 14> planned = {{{"azure", false},
                                                    {"groq", true},
                                                    {"together", true},
                                                    {"vllm", true},
                                                    {"ollama", true},
                                                    {"anthropic", false},
                                                    {"mistral", true},
                                                    {"cohere", false},
                                                    {"bedrock", false},
                                                    {"vertex", false},
                                                    {"gemini", false},
                                                    {"deepseek", true},
                                                    {"openrouter", true},
                                                    {"xai", true}}};

}  // namespace

std::span<const Vendor> vendors() { return rows; }

std::span<const PlannedVendor> planned_vendors() { return planned; }

const Vendor* find(std::string_view kind) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Vendor& vendor) { return vendor.kind == kind; });
  return row == rows.end() ? nullptr : &*row;
}

std::string_view suggested_kind(std::string_view kind) {
  std::array<std::string_view, rows.size()> kinds;
  std::transform(rows.begin(), rows.end(), kinds.begin(), [](const Vendor& vendor) { return vendor.kind; });
  return suggestion(kind, kinds);
}

}  // namespace patchbay::catalog
