#include "config/schema.hpp"

#include "config/table_reader.hpp"

#include <array>

namespace patchbay::config {
namespace {

// Takes what `Read` makes of the node into `Member`; a diagnostic leaves the default.
template <auto Member, auto Read, class Draft>
void into(ValueReader& reader, const Node& node, Draft& draft) {
  if (auto value = (reader.*Read)(node)) draft.*Member = std::move(*value);
}

template <auto Member, class Final>
bool equal(const Final& left, const Final& right) {
  return left.*Member == right.*Member;
}

template <class Final, auto Member, auto Read>
constexpr Key<Final, Final> key(KeyText text) {
  return {text, &into<Member, Read, Final>, &equal<Member, Final>};
}

template <auto Member, auto Read>
constexpr ProviderKey provider_key(KeyText text) {
  return {text, &into<Member, Read, ProviderDraft>, &equal<Member, Provider>};
}

template <auto Member>
bool equal_managed(const Provider& left, const Provider& right) {
  return !left.managed || !right.managed || (*left.managed).*Member == (*right.managed).*Member;
}

template <auto Member, auto Read>
constexpr ProviderKey managed_key(KeyText text) {
  return {text, &into<Member, Read, ProviderDraft>, &equal_managed<Member>};
}

void read_tls(ValueReader& reader, const Node& node, Server& server) {
  if (!reader.is(node, NodeKind::table, "[server.tls] with cert and key")) return;
  const Positions positions = read_table(reader, node, "server.tls", tls_keys(), server.tls);
  if (positions.contains("cert") != positions.contains("key"))
    reader.error(node.position, "TLS needs both the certificate and its key", "cert = \"chain.pem\" and key = \"key.pem\"");
}

void read_timeouts(ValueReader& reader, const Node& node, ProviderDraft& draft) {
  if (reader.is(node, NodeKind::table, "{ connect = \"5s\" }")) read_table(reader, node, "timeouts", timeouts_keys(), draft.timeouts);
}

using R = ValueReader;

constexpr std::array<ServerKey, 12> server_rows = {
    key<Server, &Server::listen, &R::listen>({"listen", "host:port", "\"127.0.0.1:7878\"",
                                              "Where the gateway and the page listen. Port 0 lets the kernel choose. An address that other "
                                              "machines reach needs client keys, which this version does not have "
                                              "yet, so it refuses.",
                                              Effect::restart}),
    key<Server, &Server::detect, &R::boolean>(
        {"detect", "true or false", "true",
         "Define the managed local provider and every provider whose usual environment variable is set, unless a table has its name."}),
    key<Server, &Server::hosts, &R::hosts>({"hosts", "list of host names", "[]", "Further Host names under which requests may come."}),
    key<Server, &Server::allowed_origins, &R::origins>(
        {"allowed_origins", "list of origins", "[]", "Origins of other pages that may use the model paths (CORS); never /admin."}),
    key<Server, &Server::threads, &R::thread_count>(
        {"threads", "integer", "0", "Worker threads; 0 is one per core, at most 8.", Effect::restart}),
    key<Server, &Server::max_body_bytes, &R::size>({"max_body_bytes", "size", "67108864", "The largest request body."}),
    key<Server, &Server::max_buffered_bytes, &R::size>(
        {"max_buffered_bytes", "size", "0", "All bodies together that are held at one time; then 503. 0 is a quarter of memory."}),
    key<Server, &Server::config_writes, &R::boolean>(
        {"config_writes", "true or false", "true", "false: the page shows the TOML to copy instead of writing it."}),
    key<Server, &Server::local_login, &R::boolean>(
        {"local_login", "true or false", "true",
         "false: /admin needs no session on a loopback listener. Anybody on the machine may then administer."}),
    key<Server, &Server::force_hub, &R::boolean>(
        {"force_hub", "true or false", "false",
         "true: every request goes through the canonical form, even where its bytes could be passed on. For tests and measurements."}),
    key<Server, &Server::drain, &R::duration_or_zero>(
        {"drain", "duration", "\"30s\"", "How long running streams may go on after the signal to stop."}),
    ServerKey{{"tls", "table", "", "See [server.tls].", Effect::restart}, &read_tls, &equal<&Server::tls, Server>},
};

constexpr std::array<TlsKey, 2> tls_rows = {
    key<Tls, &Tls::certificate, &R::file_path>({"cert", "path", "", "PEM file with the certificate and its chain.", Effect::restart}),
    key<Tls, &Tls::key, &R::file_path>({"key", "path", "", "PEM file with the private key.", Effect::restart}),
};

constexpr std::array<LogKey, 3> log_rows = {
    key<Log, &Log::level, &R::log_level>(
        {"level", "text", "\"info\"", "\"debug\", \"info\", \"warning\" or \"error\". The line of each request is at info."}),
    key<Log, &Log::format, &R::log_format>({"format", "text", "\"text\"", "\"text\" (key=value) or \"json\", one line each."}),
    key<Log, &Log::content, &R::only_false>(
        {"content", "false", "false", "Prompts and answers are never logged; true is not supported by this version yet."}),
};

constexpr std::array<TimeoutsKey, 5> timeouts_rows = {
    key<Timeouts, &Timeouts::connect, &R::duration>({"connect", "duration", "\"5s\"", "Name, connection and TLS."}),
    key<Timeouts, &Timeouts::first_token, &R::duration>(
        {"first_token", "duration", "", "From the request to the first token. By default none for the last target that is left."}),
    key<Timeouts, &Timeouts::idle, &R::duration>({"idle", "duration", "\"30s\"", "Between two pieces of an answer."}),
    key<Timeouts, &Timeouts::total, &R::duration>(
        {"total", "duration", "", "The whole answer. By default none while tokens flow, \"10m\" otherwise."}),
    key<Timeouts, &Timeouts::load, &R::duration>(
        {"load", "duration", "\"5m\"", "A managed model's loading, which is not part of first_token."}),
};

constexpr std::array<ProviderKey, 13> provider_rows = {
    provider_key<&Provider::vendor, &R::kind>({"kind", "text", "", "Which vendor this is; see the list of kinds. Mandatory."}),
    provider_key<&Provider::base_url, &R::url>(
        {"base_url", "URL", "the kind's own", "Where the API begins, with its version segment: \"https://api.example.com/v1\"."}),
    provider_key<&Provider::api_key, &R::api_key>(
        {"api_key", "secret reference", "",
         "\"env:NAME\", \"file:PATH\", or \"client\" to pass the caller's own key on. A key itself is refused."}),
    provider_key<&Provider::headers, &R::headers>(
        {"headers", "table of texts", "{}", "Further headers of every request to the provider. Credentials are refused."}),
    ProviderKey{{"timeouts", "table", "", "See [providers.NAME.timeouts]."}, &read_timeouts, &equal<&Provider::timeouts, Provider>},
    provider_key<&Provider::proxy, &R::proxy>({"proxy", "URL or \"none\"", "from the environment",
                                               "\"http://host:port\". By default HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide."}),
    provider_key<&Provider::ca_file, &R::file_path>(
        {"ca_file", "path", "the system's", "PEM file of the authorities that may vouch for the provider."}),
    provider_key<&Provider::models, &R::models>(
        {"models", "list of texts", "what the provider lists", "The models to offer, instead of the provider's own list."}),
    ProviderKey{{"managed", "true or false", "false", "true: patchbay starts and stops llama-server itself (kind \"llamacpp\" only)."},
                &into<&ProviderDraft::is_managed, &R::boolean, ProviderDraft>,
                [](const Provider& left, const Provider& right) { return left.managed.has_value() == right.managed.has_value(); }},
    managed_key<&Managed::models_dir, &R::file_path>(
        {"models_dir", "path", "models in the home", "Managed only: the folder of the GGUF files."}),
    managed_key<&Managed::llama_server, &R::file_path>({"llama_server", "path", "on PATH, else in the home", "Managed only: the program."}),
    managed_key<&Managed::idle_stop, &R::duration_or_none>(
        {"idle_stop", "duration or \"none\"", "\"15m\"", "Managed only: stop it after so long without a request."}),
    managed_key<&Managed::llama_args, &R::server_arguments>(
        {"llama_args", "list of texts", "[]", "Managed only: further arguments of llama-server."}),
};

constexpr std::array<std::string_view, 3> later_table_names = {"routes", "limits", "store"};
constexpr std::array<std::string_view, 15> later_provider_names = {
    "protocol",      "quirks",  "max_concurrency",   "endpoint", "api_version", "deployments",     "auth", "region", "profile",
    "access_key_id", "project", "secret_access_key", "location", "tenant",      "credentials_file"};
constexpr std::array<std::string_view, 4> table_names = {"server", "log", "aliases", "providers"};

}  // namespace

std::span<const ServerKey> server_keys() { return server_rows; }
std::span<const TlsKey> tls_keys() { return tls_rows; }
std::span<const LogKey> log_keys() { return log_rows; }
std::span<const TimeoutsKey> timeouts_keys() { return timeouts_rows; }
std::span<const ProviderKey> provider_keys() { return provider_rows; }
std::span<const std::string_view> later_tables() { return later_table_names; }
std::span<const std::string_view> later_provider_keys() { return later_provider_names; }
std::span<const std::string_view> tables() { return table_names; }

}  // namespace patchbay::config
