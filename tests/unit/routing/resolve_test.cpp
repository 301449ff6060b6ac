#include "routing/resolve.hpp"

#include <gtest/gtest.h>

namespace patchbay::routing {
namespace {

using config::Snapshot;

Snapshot snapshot_of(std::initializer_list<const char*> providers) {
  Snapshot snapshot;
  for (const char* name : providers) snapshot.providers.emplace_back().name = name;
  return snapshot;
}

void add_alias(Snapshot& snapshot, const char* name, const char* provider, const char* model) {
  config::Alias& alias = snapshot.aliases.emplace_back();
  alias.name = name;
  alias.provider = provider;
  alias.model = model;
}

// provider/model of what it resolves to, or the error's kind.
std::string resolved(std::string_view name, const Snapshot& snapshot, const ModelIndex& index) {
  const auto target = resolve(name, snapshot, index);
  if (!target) return target.error().kind == base::ErrorKind::model_not_found ? "none" : "another error";
  return target->provider->name + " " + target->model;
}

TEST(Resolve, AliasComesFirst) {
  Snapshot snapshot = snapshot_of({"a", "b"});
  add_alias(snapshot, "fast", "b", "small");
  const ModelIndex index({{"a", ListingState::listed, {"fast"}}, {"b", ListingState::listed, {}}});
  EXPECT_EQ(resolved("fast", snapshot, index), "b small");
}

TEST(Resolve, ProviderAndModel) {
  const Snapshot snapshot = snapshot_of({"a", "b"});
  const ModelIndex index({{"a", ListingState::declared, {"x", "y/z"}}, {"b", ListingState::listed, {"x"}}});
  EXPECT_EQ(resolved("a/x", snapshot, index), "a x");
  EXPECT_EQ(resolved("a/y/z", snapshot, index), "a y/z");
  EXPECT_EQ(resolved("a/other", snapshot, index), "none") << "a declared list is complete";
  EXPECT_EQ(resolved("b/other", snapshot, index), "b other") << "a provider's own listing may lag behind";
  EXPECT_EQ(resolved("a/", snapshot, index), "none");
  EXPECT_EQ(resolved("c/x", snapshot, index), "none");
}

TEST(Resolve, BareNameInTheOrderOfTheConfiguration) {
  const Snapshot snapshot = snapshot_of({"a", "b", "c"});
  const ModelIndex index(
      {{"a", ListingState::listed, {"q"}}, {"b", ListingState::listed, {"x"}}, {"c", ListingState::listed, {"x", "org/m"}}});
  EXPECT_EQ(resolved("x", snapshot, index), "b x");
  EXPECT_EQ(resolved("org/m", snapshot, index), "c org/m") << "a slash may belong to the model's name";
}

TEST(Resolve, IndexOfAnOlderConfiguration) {
  const Snapshot snapshot = snapshot_of({"b"});
  const ModelIndex index({{"gone", ListingState::listed, {"x"}}, {"b", ListingState::listed, {"x"}}});
  EXPECT_EQ(resolved("x", snapshot, index), "b x");
}

TEST(Resolve, TheOnlyProviderThatNobodyKnows) {
  const ModelIndex index({{"a", ListingState::listed, {"x"}}, {"b", ListingState::unknown, {}}});
  EXPECT_EQ(resolved("new", snapshot_of({"a", "b"}), index), "b new");
  EXPECT_EQ(resolved("new", snapshot_of({"a", "b", "c"}), index), "none") << "two could have it: no guess";
}

TEST(Resolve, ErrorNamesTheNearest) {
  Snapshot snapshot = snapshot_of({"a"});
  const ModelIndex index({{"a", ListingState::listed, {"llama3"}}});
  const auto target = resolve("a/llama4", snapshot_of({}), ModelIndex());
  ASSERT_FALSE(target);
  EXPECT_NE(target.error().message.find("no provider is configured"), std::string::npos);
  const auto near = resolve("lama3", snapshot, ModelIndex({{"a", ListingState::declared, {"lama33"}}}));
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().param, "model");
  EXPECT_NE(near.error().message.find("lama3"), std::string::npos);
}

TEST(ModelIndex, FindsProvidersAndOffers) {
  const ModelIndex index({{"a", ListingState::listed, {"x", "y"}}, {"b", ListingState::listed, {"y"}}});
  EXPECT_EQ(index.providers_of("y"), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(index.providers_of("z").empty());
  EXPECT_EQ(index.find("b")->models.size(), 1U);
  EXPECT_EQ(index.find("c"), nullptr);
  EXPECT_TRUE(ModelIndex().offers().empty());
}

}  // namespace
}  // namespace patchbay::routing
