// One broken file a row: the place, what is wrong, and the cure must all be named.
#include "config/parse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace patchbay::config {
namespace {

struct Case {
  const char* name;
  std::string text;
  unsigned line;
  unsigned column;
  const char* message;
  const char* cure;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

std::string all(const Parsed& parsed) {
  std::string text;
  for (const Diagnostic& diagnostic : parsed.diagnostics) text += format(diagnostic) + "\n";
  return text;
}

class BrokenFile : public testing::TestWithParam<Case> {};

TEST_P(BrokenFile, NamesThePlaceAndTheCure) {
  const SourceFile file{"patchbay.toml", GetParam().text};
  const Parsed parsed = parse({&file, 1});
  EXPECT_EQ(parsed.snapshot, nullptr);
  ASSERT_EQ(parsed.diagnostics.size(), 1U) << all(parsed);
  const Diagnostic& diagnostic = parsed.diagnostics.front();
  EXPECT_EQ(diagnostic.place, (Place{"patchbay.toml", GetParam().line, GetParam().column})) << all(parsed);
  EXPECT_THAT(diagnostic.message, testing::HasSubstr(GetParam().message));
  EXPECT_THAT(diagnostic.cure, testing::HasSubstr(GetParam().cure)) << all(parsed);
}

const std::string acme = "[providers.acme]\nkind = \"openai-compatible\"\nbase_url = \"https://api.acme.example/v1\"\n";
const std::string managed = "[providers.local]\nkind = \"llamacpp\"\nmanaged = true\n";

INSTANTIATE_TEST_SUITE_P(
    Syntax, BrokenFile,
    testing::Values(Case{"value_without_quotes", "[server]\nlisten = localhost\n", 2, 10, "not TOML", "double quotes"},
                    Case{"address_without_quotes", "[server]\nlisten = 127.0.0.1:7878\n", 2, 12, "not TOML", "double quotes"},
                    Case{"open_quote", "[log]\nlevel = \"info\n", 2, 14, "not TOML", "close the text"},
                    Case{"open_bracket", "[server\nthreads = 1\n", 1, 8, "not TOML", "brackets"},
                    Case{"equals_sign_in_a_header", "[ = 1\n", 1, 3, "not TOML", "names of keys and tables"},
                    Case{"letter_beyond_ascii", "\xc3\xa9 = 1\n", 1, 1, "beyond ASCII", "in double quotes"},
                    Case{"typographic_quotes",
                         "[server]\nlisten = \xe2\x80\x9c"
                         "a\xe2\x80\x9d\n",
                         2, 10, "typographic quote", "straight quotes"},
                    Case{"no_break_space", "[server]\n\xc2\xa0threads = 1\n", 2, 1, "no-break space", "ordinary space"},
                    Case{"no_equals_sign", "[server]\nthreads 1\n", 2, 9, "not TOML", "key = value"},
                    Case{"unfinished_list", "[server]\nhosts = [\"a\"", 2, 13, "not TOML", "[\"a\", \"b\"]"},
                    Case{"backslash", "[server.tls]\ncert = \"C:\\qey\"\n", 2, 12, "not TOML", "single quotes"},
                    Case{"number_too_large", "[server]\nthreads = 99999999999999999999\n", 2, 31, "not TOML", "smaller"},
                    Case{"invalid_utf8", "[server]\nhosts = [\"\xff\"]\n", 2, 10, "utf-8", "UTF-8"},
                    Case{"null_byte", std::string("[server]\n\0", 10), 2, 1, "not TOML", "key = value"},
                    Case{"key_twice", "[server]\nthreads = 1\nthreads = 2\n", 3, 11, "threads is defined twice", "keep one"},
                    Case{"table_twice", "[server]\nthreads = 1\n[server]\ndetect = true\n", 3, 1, "[server] is defined twice", "keep one"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Names, BrokenFile,
    testing::Values(
        Case{"unknown_key", "[server]\nlisen = \"127.0.0.1:1\"\n", 2, 1, "unknown key \"lisen\" in [server]", "did you mean listen?"},
        Case{"unknown_key_like_none", "[log]\ncolour = true\n", 2, 1, "unknown key \"colour\"", "known here: level, format, content"},
        Case{"unknown_table", "[provider.x]\nkind = \"openai\"\n", 1, 2, "unknown table \"provider\"", "did you mean providers?"},
        Case{"unknown_provider_key", acme + "api_keys = \"env:X\"\n", 4, 1, "unknown key \"api_keys\" in [providers.acme]",
             "did you mean api_key?"},
        Case{"unknown_timeout", acme + "timeouts = { conect = \"1s\" }\n", 4, 14, "unknown key \"conect\"", "did you mean connect?"},
        Case{"key_outside_of_a_table", "listen = \"127.0.0.1:1\"\n", 1, 1, "unknown key \"listen\"", "known here: server"},
        Case{"provider_name", "[providers.Acme]\nkind = \"openai\"\napi_key = \"env:X\"\n", 1, 12, "not a name for a provider", "a-z"},
        Case{"alias_name", "[aliases]\n\"a b\" = \"x/y\"\n", 2, 1, "not a name for an alias", "without spaces"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    NotYet, BrokenFile,
    testing::Values(
        Case{"routes", "[routes.smart]\nstrategy = \"fallback\"\n", 1, 2, "routes is not supported by this version yet", "leave it out"},
        Case{"limits", "[limits.a]\nx = 1\n", 1, 2, "limits is not supported by this version yet", "leave it out"},
        Case{"store", "[store]\nurl = \"x\"\n", 1, 2, "store is not supported by this version yet", "leave it out"},
        Case{"max_concurrency", acme + "max_concurrency = 4\n", 4, 1,
             "max_concurrency in [providers.acme] is not supported by this version yet", "leave"},
        Case{"protocol", acme + "protocol = \"chat\"\n", 4, 1, "protocol in [providers.acme] is not supported", "leave"},
        Case{"groq", "[providers.g]\nkind = \"groq\"\n", 2, 8, "kind \"groq\" is not supported by this version yet", "openai-compatible"},
        Case{"bedrock", "[providers.b]\nkind = \"bedrock\"\n", 2, 8, "kind \"bedrock\" is not supported by this version yet",
             "known kinds"},
        Case{"content", "[log]\ncontent = true\n", 2, 11, "not supported by this version yet", "false"},
        Case{"vault", acme + "api_key = \"vault:acme\"\n", 4, 11, "vault: references are not supported", "env:NAME"},
        Case{"model_overrides", acme + "models = { a = { vision = true } }\n", 4, 10, "overrides per model are not supported",
             "models = ["},
        Case{"proxy_over_https", acme + "proxy = \"https://proxy:3128\"\n", 4, 9, "proxies over https are not supported",
             "http://host:port"},
        Case{"two_managed", managed + "[providers.second]\nkind = \"llamacpp\"\nmanaged = true\n", 4, 12, "both managed", "keep one"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Values, BrokenFile,
    testing::Values(Case{"boolean_in_quotes", "[server]\ndetect = \"true\"\n", 2, 10, "must be true or false", "without the quotes: true"},
                    Case{"text_for_a_list", "[server]\nhosts = \"a\"\n", 2, 9, "must be a list, not a text", "[\"gateway.example.org\"]"},
                    Case{"number_for_a_text", "[server]\nlisten = 7878\n", 2, 10, "must be a text, not an integer", "127.0.0.1:7878"},
                    Case{"table_for_a_text", "[server]\nlisten = { port = 1 }\n", 2, 10, "must be a text, not a table", "127.0.0.1:7878"},
                    Case{"text_for_a_table", "server = \"x\"\n", 1, 10, "must be a table, not a text", "[server]"},
                    Case{"list_for_a_provider", "[providers]\nx = [1]\n", 2, 5, "must be a table, not a list", "[providers.NAME]"},
                    Case{"provider_list", "[[providers.x]]\nkind = \"openai\"\n", 1, 1, "must be a table, not a list", "[providers.NAME]"},
                    Case{"negative_threads", "[server]\nthreads = -1\n", 2, 11, "-1 threads", "0 (one per core"},
                    Case{"fraction_of_a_thread", "[server]\nthreads = 1.5\n", 2, 11, "must be an integer", "4"},
                    Case{"date", "[server]\nthreads = 2026-01-01\n", 2, 11, "not a date", "4"},
                    Case{"size", "[server]\nmax_body_bytes = \"64 cats\"\n", 2, 18, "not a size", "64MB"},
                    Case{"negative_size", "[server]\nmax_body_bytes = -5\n", 2, 18, "not a size", "64MB"},
                    Case{"duration_without_unit", acme + "timeouts = { idle = 30 }\n", 4, 21, "needs a unit", "\"30s\""},
                    Case{"duration_of_nonsense", "[server]\ndrain = \"soon\"\n", 2, 9, "not a duration", "5s"},
                    Case{"duration_of_nothing", acme + "timeouts = { idle = \"0s\" }\n", 4, 21, "out of range", "168h"},
                    Case{"listen_without_port", "[server]\nlisten = \"localhost\"\n", 2, 10, "the port is missing", "127.0.0.1:7878"},
                    Case{"port_out_of_range", "[server]\nlisten = \"127.0.0.1:70000\"\n", 2, 10, "out of range", "127.0.0.1:7878"},
                    Case{"ipv6_without_brackets", "[server]\nlisten = \"::1:7878\"\n", 2, 10, "needs brackets", "[::1]:7878"},
                    Case{"listen_to_all", "[server]\nlisten = \"0.0.0.0:7878\"\n", 2, 10, "needs client keys", "127.0.0.1:7878"},
                    Case{"url_without_scheme", "[providers.a]\nkind = \"openai-compatible\"\nbase_url = \"api.acme.example/v1\"\n", 3, 12,
                         "http://", "https://api.example.com/v1"},
                    Case{"url_of_another_scheme", "[providers.a]\nkind = \"openai-compatible\"\nbase_url = \"ftp://x\"\n", 3, 12,
                         "neither http nor https", "https://"},
                    Case{"url_with_password", "[providers.a]\nkind = \"openai-compatible\"\nbase_url = \"https://u:p@x\"\n", 3, 12,
                         "user or password", "https://"},
                    Case{"origin_with_path", "[server]\nallowed_origins = [\"https://a.example/x\"]\n", 2, 20, "not an origin",
                         "without a path"},
                    Case{"any_origin", "[server]\nallowed_origins = [\"*\"]\n", 2, 20, "not an origin", "https://app.example.org"},
                    Case{"host_with_port", "[server]\nhosts = [\"a.example:80\"]\n", 2, 10, "not a host name", "without scheme and port"},
                    Case{"log_level", "[log]\nlevel = \"verbose\"\n", 2, 9, "no such log level", "warning"},
                    Case{"log_format", "[log]\nformat = \"xml\"\n", 2, 10, "no such log format", "json"},
                    Case{"home_in_a_path", acme + "ca_file = \"~/ca.pem\"\n", 4, 11, "~ is not expanded", "whole path"},
                    Case{"empty_path", acme + "ca_file = \"\"\n", 4, 11, "empty", "for example"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Providers, BrokenFile,
    testing::Values(
        Case{"no_kind", "[providers.x]\nbase_url = \"https://x\"\n", 1, 12, "[providers.x] has no kind", "\"openai-compatible\""},
        Case{"unknown_kind", "[providers.x]\nkind = \"opnai\"\n", 2, 8, "no such kind", "did you mean \"openai\"?"},
        Case{"no_base_url", "[providers.x]\nkind = \"openai-compatible\"\n", 1, 12, "needs base_url", "base_url = "},
        Case{"llamacpp_without_place", "[providers.x]\nkind = \"llamacpp\"\n", 1, 12, "needs base_url", "managed = true, or base_url"},
        Case{"openai_without_key", "[providers.x]\nkind = \"openai\"\n", 1, 12, "needs api_key", "env:OPENAI_API_KEY"},
        Case{"plaintext_key", acme + "api_key = \"sk-abcdefghijklmnop\"\n", 4, 11, "a secret itself must not stand here", "env:NAME"},
        Case{"key_after_env", acme + "api_key = \"env:sk-abcdefghijklmnop\"\n", 4, 11, "not by the key itself", "env:NAME"},
        Case{"env_without_name", acme + "api_key = \"env:\"\n", 4, 11, "names no variable", "env:NAME"},
        Case{"number_for_a_key", acme + "api_key = 5\n", 4, 11, "must be a text", "env:OPENAI_API_KEY"},
        Case{"managed_openai", "[providers.x]\nkind = \"openai\"\napi_key = \"env:X\"\nmanaged = true\n", 4, 1, "cannot be managed",
             "llamacpp"},
        Case{"managed_with_url", managed + "base_url = \"http://127.0.0.1:1/v1\"\n", 4, 1, "base_url has no use with managed = true",
             "leave it out"},
        Case{"models_dir_of_another_server", acme + "models_dir = \"/m\"\n", 4, 1, "models_dir has no use with managed = false",
             "managed = true"},
        Case{"argument_that_is_ours", managed + "llama_args = [\"--port=1\"]\n", 4, 15, "--port is set by patchbay itself", "leave it out"},
        Case{"empty_models", acme + "models = []\n", 4, 10, "list of models is empty", "at least one model"},
        Case{"empty_model", acme + "models = [\"a\", \"\"]\n", 4, 16, "empty", "model-name"},
        Case{"credential_header", acme + "headers = { Authorization = \"Bearer x\" }\n", 4, 13, "authorization is a credential", "api_key"},
        Case{"owned_header", acme + "headers = { Host = \"x\" }\n", 4, 13, "host is set by patchbay itself", "leave it out"},
        Case{"header_name", acme + "headers = { \"a b\" = \"x\" }\n", 4, 13, "not the name of a header", "x-team"},
        Case{"header_split", acme + "headers = { x-a = \"a\\r\\nb\" }\n", 4, 19, "control character", "for example"},
        Case{"header_twice", acme + "headers = { x-a = \"1\", X-A = \"2\" }\n", 4, 24, "x-a is defined twice", "keep one"},
        Case{"tls_without_key", "[server.tls]\ncert = \"c.pem\"\n", 1, 1, "both", "key.pem"},
        Case{"alias_to_nowhere", acme + "[aliases]\nfast = \"acne/m\"\n", 5, 8, "no provider \"acne\"", "did you mean \"acme\"?"},
        Case{"alias_to_itself", "[aliases]\na = \"a\"\n", 2, 5, "leads in a circle", "provider/model"},
        Case{"alias_without_provider", acme + "[aliases]\nfast = \"model\"\n", 5, 8, "neither another alias nor provider/model",
             "acme/model"}),
    [](const auto& row) { return row.param.name; });

TEST(BrokenFiles, SeveralFaultsAreShownTogetherInOrder) {
  const SourceFile file{
      "p.toml",
      "[server]\nthreads = -1\nlisen = 1\n[providers.x]\nkind = \"nothing\"\n[aliases]\na = \"b\"\nb = \"a\"\nc = \"x/m\"\nd = \"y/m\"\n"};
  const Parsed parsed = parse({&file, 1});
  std::vector<unsigned> lines;
  for (const Diagnostic& diagnostic : parsed.diagnostics) lines.push_back(diagnostic.place.line);
  EXPECT_EQ(lines, (std::vector<unsigned>{2, 3, 5, 7, 8, 10})) << all(parsed);
  EXPECT_EQ(parsed.snapshot, nullptr);
}

TEST(BrokenFiles, TwoDefinitionsInTwoFilesNameBothPlaces) {
  const std::vector<SourceFile> files = {
      {"patchbay.toml", acme + "[server]\nthreads = 1\n[aliases]\na = \"acme/m\"\n"},
      {"conf.d/acme.toml", "\n" + acme + "[server]\ndetect = false\nthreads = 1\n[aliases]\na = \"acme/n\"\n"}};
  const Parsed parsed = parse(files);
  ASSERT_EQ(parsed.diagnostics.size(), 3U) << all(parsed);
  EXPECT_EQ(format(parsed.diagnostics[0]),
            "conf.d/acme.toml:2:12: error: providers.acme is defined twice\n  also here: patchbay.toml:1:12\n  cure: keep one of the two");
  EXPECT_EQ(parsed.diagnostics[1].place, (Place{"conf.d/acme.toml", 7, 1}));
  EXPECT_EQ(parsed.diagnostics[1].related, (Place{"patchbay.toml", 5, 1}));
  EXPECT_EQ(parsed.diagnostics[2].related, (Place{"patchbay.toml", 7, 1}));
}

TEST(BrokenFiles, TwoDefinitionsInOneFileNameBothPlaces) {
  const SourceFile tables{"p.toml", "# x\n  [providers.x]\nkind = \"openai\"\n[log]\n[providers.x]\n"};
  EXPECT_EQ(parse({&tables, 1}).diagnostics.at(0).related, (Place{"p.toml", 2, 3}));
  const SourceFile keys{"p.toml", "[log]\nlevel = \"info\"\n[server]\nthreads = 1 # one\n threads = 2\n"};
  const Parsed parsed = parse({&keys, 1});
  EXPECT_EQ(parsed.diagnostics.at(0).related, (Place{"p.toml", 4, 1}));
}

TEST(BrokenFiles, NoMessageRepeatsWhatMayBeASecret) {
  for (const std::string& key :
       {std::string("sk-abcdefghijklmnop"), std::string("env:abcdefghijklmnop!"), std::string("abcdefghijklmnop")}) {
    const SourceFile file{
        "p.toml", acme + "api_key = \"" + key + "\"\nheaders = { x-api-key = \"" + key + "\" }\nproxy = \"http://u:" + key + "@h:1\"\n"};
    const Parsed parsed = parse({&file, 1});
    EXPECT_EQ(parsed.diagnostics.size(), 3U);
    EXPECT_EQ(all(parsed).find("abcdefghijklmnop"), std::string::npos) << all(parsed);
  }
}

TEST(BrokenFiles, AFileThatIsTooLargeIsRefused) {
  const SourceFile file{"p.toml", std::string(largest_file + 1, '\n')};
  EXPECT_THAT(all(parse({&file, 1})), testing::HasSubstr("p.toml: error: this file is larger than 1 MB"));
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Nesting, BrokenFile,
    testing::Values(
        Case{"lists", "a = " + repeated("[", 17), 1, 21, "nested deeper than 16 levels", "few levels"},
        Case{"dotted_name", "a" + repeated(".a", 17) + " = 1\n", 1, 34, "nested deeper than 16 levels", "quotes"},
        Case{"table_header", "[log]\n[a" + repeated(".a", 16) + "]\n", 2, 33, "nested deeper than 16 levels", "[providers.NAME]"},
        Case{"list_of_tables", "[[a" + repeated(".a", 16) + "]]\n", 1, 34, "nested deeper than 16 levels", "few levels"},
        Case{"inline_tables", repeated("a={", 17), 1, 51, "nested deeper than 16 levels", "few levels"},
        Case{"name_in_a_table", "[a.a.a.a.a.a.a.a]\nb = 1\na.a.a.a.a.a.a.a.a.a = 1\n", 3, 18, "nested deeper than 16 levels", "few"},
        Case{"dotted_names_in_inline_tables", "a.a.a.a.a = { a.a.a.a.a = [ { a.a.a.a.a.a.a = 1 } ] }\n", 1, 42,
             "nested deeper than 16 levels", "few levels"},
        Case{"over_several_lines", "a = [\n[\n" + repeated("[[", 8) + "\n", 3, 15, "nested deeper than 16 levels", "few levels"},
        Case{"sixteen_levels", "a" + repeated(".a", 16) + " = 1\n", 1, 1, "unknown table \"a\"", "known here"},
        Case{"sixteen_levels_of_lists", "[log]\nlevel = " + repeated("[", 15) + repeated("]", 15) + "\n", 2, 9, "must be a text", "info"},
        Case{"no_level_in_texts", "[log]\nlevel = \"" + repeated(".[{", 20) + "\" # " + repeated(".[{", 20) + "\n", 2, 9,
             "no such log level", "warning"},
        Case{"no_level_left_of_what_is_closed", "[log]\nlevel = [" + repeated("[{a.b = 1.5}], ", 20) + "]\n", 2, 9, "must be a text",
             "info"}),
    [](const auto& row) { return row.param.name; });

// Whatever the build and its stack: no file that is small enough to be read may be deep enough to overflow it.
TEST(BrokenFiles, DeepNestingOfAFullFileIsAnErrorNotACrash) {
  const std::size_t half = largest_file / 2 - 8;
  for (const std::string& text :
       {"a = " + repeated("[", largest_file - 4), "a = " + repeated("[", half) + repeated("]", half), "a" + repeated(".a", half) + " = 1",
        "[a" + repeated(".a", half) + "]\n", "[[a" + repeated(".a", half) + "]]\n", repeated("a={", half / 2),
        repeated("a" + repeated(".a", 15) + "={", half / 32), "\"a\"" + repeated(".\"\"", half / 2) + " = 1"}) {
    ASSERT_LE(text.size(), largest_file);
    const SourceFile file{"p.toml", text};
    EXPECT_THAT(all(parse({&file, 1})), testing::HasSubstr("nested deeper than 16 levels"));
  }
}

}  // namespace
}  // namespace patchbay::config
