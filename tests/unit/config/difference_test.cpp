#include "config/difference.hpp"

#include "config/parse.hpp"

#include <gtest/gtest.h>

#include <string>

namespace patchbay::config {
namespace {

constexpr const char* provider = "[providers.x]\nkind = \"openai-compatible\"\nbase_url = \"http://h/v1\"\n";

std::vector<std::string> changes(const std::string& before, const std::string& after) {
  const SourceFile old_file{"p.toml", before};
  const SourceFile new_file{"p.toml", after};
  const Parsed old_one = parse({&old_file, 1});
  const Parsed new_one = parse({&new_file, 1});
  EXPECT_TRUE(old_one.snapshot && new_one.snapshot);
  std::vector<std::string> texts;
  if (old_one.snapshot && new_one.snapshot)
    for (const Change& change : difference(*old_one.snapshot, *new_one.snapshot)) texts.push_back(describe(change));
  return texts;
}

using Texts = std::vector<std::string>;

TEST(Difference, OfTheSameIsNothing) { EXPECT_EQ(changes(provider, std::string("\n\n# moved\n") + provider), Texts{}); }

TEST(Difference, SaysWhatNeedsARestart) {
  EXPECT_EQ(changes("",
                    "[server]\nlisten = \"127.0.0.1:1\"\nthreads = 2\nhosts = [\"a\"]\n[server.tls]\ncert = \"/c\"\nkey = "
                    "\"/k\"\n[log]\nlevel = \"debug\"\n"),
            (Texts{"server.listen changed (takes effect at the next start)", "server.hosts changed",
                   "server.threads changed (takes effect at the next start)", "server.tls changed (takes effect at the next start)",
                   "log.level changed"}));
}

TEST(Difference, NamesProvidersAndTheirKeys) {
  EXPECT_EQ(changes(provider, ""), (Texts{"providers.x removed"}));
  EXPECT_EQ(changes("", provider), (Texts{"providers.x added"}));
  EXPECT_EQ(
      changes(provider, "[providers.x]\nkind = \"openai\"\napi_key = \"env:A\"\ntimeouts = { idle = \"1s\" }\n"),
      (Texts{"providers.x.kind changed", "providers.x.base_url changed", "providers.x.api_key changed", "providers.x.timeouts changed"}));
  const std::string managed = "[providers.l]\nkind = \"llamacpp\"\nmanaged = true\n";
  EXPECT_EQ(changes(managed, managed + "idle_stop = \"1m\"\n"), (Texts{"providers.l.idle_stop changed"}));
}

TEST(Difference, NamesAliases) {
  const std::string text = provider;
  EXPECT_EQ(changes(text + "[aliases]\na = \"x/1\"\nb = \"x/1\"\n", text + "[aliases]\nb = \"x/2\"\nc = \"b\"\n"),
            (Texts{"aliases.a removed", "aliases.b changed", "aliases.c added"}));
}

}  // namespace
}  // namespace patchbay::config
