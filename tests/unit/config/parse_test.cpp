#include "config/parse.hpp"

#include "config/detect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace patchbay::config {
namespace {

using namespace std::chrono_literals;

std::string all(const Parsed& parsed) {
  std::string text;
  for (const Diagnostic& diagnostic : parsed.diagnostics) text += format(diagnostic) + "\n";
  return text;
}

SnapshotPointer snapshot_of(std::string text, std::span<const Provider> detected = {}) {
  const SourceFile file{"/etc/patchbay/patchbay.toml", std::move(text)};
  Parsed parsed = parse({&file, 1}, detected);
  EXPECT_NE(parsed.snapshot, nullptr) << all(parsed);
  return parsed.snapshot ? parsed.snapshot : std::make_shared<const Snapshot>();
}

TEST(Parse, NoFileAndAnEmptyFileAreTheDefaults) {
  const Parsed none = parse({});
  ASSERT_NE(none.snapshot, nullptr);
  EXPECT_TRUE(none.diagnostics.empty());
  for (const SnapshotPointer& snapshot : {none.snapshot, snapshot_of(""), snapshot_of("\xef\xbb\xbf# nothing\n")}) {
    EXPECT_EQ(snapshot->server, Server{});
    EXPECT_EQ(snapshot->server.listen.text(), "127.0.0.1:7878");
    EXPECT_EQ(snapshot->log, Log{});
    EXPECT_TRUE(snapshot->providers.empty());
  }
}

TEST(Parse, ReadsEveryKeyOfTheServer) {
  const auto snapshot = snapshot_of(R"(
[server]
listen = "[::1]:0"
detect = false
hosts = ["Gateway.Example.org", "[fe80::1]", "10.0.0.1"]
allowed_origins = ["https://App.example.org:443", "http://localhost:3000", "app://Obsidian.md"]
threads = 3
max_body_bytes = "1MB"
max_buffered_bytes = 5000
config_writes = false
local_login = false
force_hub = true
drain = "0s"
[server.tls]
cert = "chain.pem"
key = "/keys/key.pem"
[log]
level = "debug"
format = "json"
content = false
)");
  const Server& server = snapshot->server;
  EXPECT_EQ(server.listen, (HostPort{"::1", 0}));
  EXPECT_FALSE(server.detect);
  EXPECT_EQ(server.hosts, (std::vector<std::string>{"gateway.example.org", "fe80::1", "10.0.0.1"}));
  EXPECT_EQ(server.allowed_origins, (std::vector<std::string>{"https://app.example.org", "http://localhost:3000", "app://obsidian.md"}));
  EXPECT_EQ(server.threads, 3);
  EXPECT_EQ(server.max_body_bytes, 1048576);
  EXPECT_EQ(server.max_buffered_bytes, 5000);
  EXPECT_FALSE(server.config_writes);
  EXPECT_FALSE(server.local_login);
  EXPECT_TRUE(server.force_hub);
  EXPECT_EQ(server.drain, 0s);
  EXPECT_EQ(server.tls.certificate, "/etc/patchbay/chain.pem");
  EXPECT_EQ(server.tls.key, "/keys/key.pem");
  EXPECT_EQ(snapshot->log.level, base::LogLevel::debug);
  EXPECT_EQ(snapshot->log.format, LogFormat::json);
}

TEST(Parse, ReadsEveryKeyOfAProvider) {
  const auto snapshot = snapshot_of(R"(
[providers.zeta]
kind = "openai-compatible"
base_url = "HTTPS://API.Acme.example:8443/v1/"
api_key = "file:keys/acme"
headers = { X-Team = "research", "x-b" = "2" }
timeouts = { connect = "1.5s", first_token = "12s", idle = "1m30s", total = "10m", load = "1h" }
proxy = "http://proxy.example:3128"
ca_file = "ca.pem"
models = ["a", "b/c"]
[providers.alpha]
kind = "openai"
api_key = "client"
proxy = "none"
[providers.local]
kind = "llamacpp"
managed = true
models_dir = "models"
llama_server = "/opt/llama-server"
idle_stop = "none"
llama_args = ["--threads", "2"]
)");
  ASSERT_EQ(snapshot->providers.size(), 3U);
  const Provider& acme = snapshot->providers[0];
  EXPECT_EQ(acme.name, "zeta") << "providers stand in order of definition";
  EXPECT_EQ(acme.base_url, (Url{Scheme::https, "api.acme.example", 8443, "/v1"}));
  EXPECT_EQ(acme.api_key, ApiKey(base::SecretReference{base::SecretReference::Source::file, "/etc/patchbay/keys/acme"}));
  EXPECT_EQ(acme.headers, (std::vector<std::pair<std::string, std::string>>{{"x-team", "research"}, {"x-b", "2"}}));
  EXPECT_EQ(acme.timeouts, (Timeouts{1500ms, 12s, 90s, 10min, 1h}));
  EXPECT_EQ(acme.proxy, (Proxy{Proxy::Mode::fixed, {Scheme::http, "proxy.example", 3128, ""}}));
  EXPECT_EQ(acme.ca_file, "/etc/patchbay/ca.pem");
  EXPECT_EQ(acme.models, (std::vector<std::string>{"a", "b/c"}));
  EXPECT_FALSE(acme.managed.has_value());
  EXPECT_EQ(acme.place, (Place{"/etc/patchbay/patchbay.toml", 2, 12}));
  const Provider& openai = *snapshot->find_provider("alpha");
  EXPECT_EQ(openai.vendor->kind, "openai");
  EXPECT_EQ(openai.base_url->text(), "https://api.openai.com/v1");
  EXPECT_EQ(openai.api_key, ApiKey(ClientKey{}));
  EXPECT_EQ(openai.proxy.mode, Proxy::Mode::direct);
  EXPECT_EQ(openai.timeouts, Timeouts{});
  const Provider& local = snapshot->providers[2];
  EXPECT_FALSE(local.base_url.has_value());
  EXPECT_EQ(local.managed, (Managed{"/etc/patchbay/models", "/opt/llama-server", std::nullopt, {"--threads", "2"}}));
  EXPECT_EQ(snapshot->find_provider("nobody"), nullptr);
}

TEST(Parse, TakesAnyCharacterWithinTextsAndComments) {
  const auto snapshot = snapshot_of(
      "\xef\xbb\xbf# \xc3\xa9\n[providers.x]\nkind = 'openai'\napi_key = 'env:A'\nmodels = [ # \xc2\xa0\n"
      "\"\xc3\xa9\", '\xc3\xa9\\', \"\"\"\\\"\"\xc3\xa9\"\"\"\"\", \"\\\"\xc3\xa9\"]\n");
  EXPECT_EQ(snapshot->providers.at(0).models, (std::vector<std::string>{"\xc3\xa9", "\xc3\xa9\\", "\"\"\xc3\xa9\"\"", "\"\xc3\xa9"}));
}

TEST(Parse, JoinsFilesInTheirOrder) {
  const std::vector<SourceFile> files = {
      {"a.toml", "[server]\nthreads = 2\n[providers.one]\nkind = \"openai\"\napi_key = \"env:A\"\n"},
      {"conf.d/b.toml", "[server]\ndetect = false\n[providers.two]\nkind = \"openai\"\napi_key = \"env:B\"\n"}};
  const Parsed parsed = parse(files);
  ASSERT_NE(parsed.snapshot, nullptr) << all(parsed);
  EXPECT_EQ(parsed.snapshot->server.threads, 2);
  EXPECT_FALSE(parsed.snapshot->server.detect);
  EXPECT_EQ(parsed.snapshot->providers.at(0).name, "one");
  EXPECT_EQ(parsed.snapshot->providers.at(1).place.path, "conf.d/b.toml");
}

TEST(Parse, FollowsAliasesToTheirEnd) {
  const auto snapshot = snapshot_of(R"(
[aliases]
smart = "fast"
fast = "one/org/model"
"one/gpt-4" = "one/gpt-5"
[providers.one]
kind = "openai"
api_key = "env:A"
)");
  ASSERT_NE(snapshot->find_alias("smart"), nullptr);
  EXPECT_EQ(snapshot->find_alias("smart")->provider, "one");
  EXPECT_EQ(snapshot->find_alias("smart")->model, "org/model");
  EXPECT_EQ(snapshot->find_alias("one/gpt-4")->model, "gpt-5");
  EXPECT_EQ(snapshot->find_alias("zzz"), nullptr);
}

TEST(Parse, TakesBothSpellingsOfWarning) {
  EXPECT_EQ(snapshot_of("[log]\nlevel = \"warn\"\n")->log.level, base::LogLevel::warning);
  EXPECT_EQ(snapshot_of("[log]\nlevel = \"warning\"\n")->log.level, base::LogLevel::warning);
}

TEST(Parse, WarnsWithoutRefusing) {
  const SourceFile file{"p.toml", "[providers.x]\nkind = \"openai-compatible\"\nbase_url = \"http://h/v1\"\nca_file = \"/ca.pem\"\n"};
  const Parsed parsed = parse({&file, 1});
  ASSERT_NE(parsed.snapshot, nullptr);
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(format(parsed.diagnostics[0]),
            "p.toml:4:1: warning: ca_file has no use: base_url is not https\n  cure: leave it out, or call the provider over https");
}

std::vector<std::string> names(const Snapshot& snapshot) {
  std::vector<std::string> result;
  for (const Provider& provider : snapshot.providers) result.push_back(provider.name);
  return result;
}

TEST(Detect, SeesTheEngineAndTheUsualVariables) {
  const auto detected = detect({{"OPENAI_API_KEY", "sk-secret"}, {"PATH", "/bin"}}, LocalEngine::available);
  ASSERT_EQ(detected.size(), 2U);
  EXPECT_EQ(detected[0].name, "local");
  EXPECT_TRUE(detected[0].managed.has_value());
  EXPECT_EQ(detected[1].name, "openai");
  EXPECT_EQ(detected[1].api_key, ApiKey(base::SecretReference{base::SecretReference::Source::environment, "OPENAI_API_KEY"}));
  EXPECT_EQ(detected[1].base_url->text(), "https://api.openai.com/v1");
  EXPECT_TRUE(detect({{"OPENAI_API_KEY", ""}}, LocalEngine::absent).empty());
}

TEST(Detect, StandsBehindTheFilesAndGivesWayToThem) {
  const auto detected = detect({{"OPENAI_API_KEY", "x"}}, LocalEngine::available);
  EXPECT_EQ(names(*snapshot_of("", detected)), (std::vector<std::string>{"local", "openai"}));
  EXPECT_EQ(names(*snapshot_of("[server]\ndetect = false\n", detected)), std::vector<std::string>{});
  const auto replaced = snapshot_of("[providers.openai]\nkind = \"openai-compatible\"\nbase_url = \"http://h\"\n", detected);
  EXPECT_EQ(names(*replaced), (std::vector<std::string>{"openai", "local"}));
  EXPECT_EQ(replaced->providers[0].vendor->kind, "openai-compatible");
  EXPECT_EQ(names(*snapshot_of("[providers.mine]\nkind = \"llamacpp\"\nmanaged = true\n", detected)),
            (std::vector<std::string>{"mine", "openai"}));
}

TEST(Detect, AliasesMayNameADetectedProvider) {
  const auto detected = detect({{"OPENAI_API_KEY", "x"}}, LocalEngine::absent);
  EXPECT_EQ(snapshot_of("[aliases]\nfast = \"openai/gpt-5\"\n", detected)->find_alias("fast")->provider, "openai");
  const SourceFile file{"p.toml", "[server]\ndetect = false\n[aliases]\nfast = \"openai/gpt-5\"\n"};
  EXPECT_EQ(parse({&file, 1}, detected).snapshot, nullptr);
}

}  // namespace
}  // namespace patchbay::config
