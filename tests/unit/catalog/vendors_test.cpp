#include "catalog/suggestion.hpp"
#include "catalog/vendor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace patchbay::catalog {
namespace {

TEST(Vendors, EveryRowIsComplete) {
  std::set<std::string_view> kinds;
  for (const Vendor& vendor : vendors()) {
    EXPECT_TRUE(kinds.insert(vendor.kind).second) << vendor.kind;
    EXPECT_FALSE(vendor.title.empty()) << vendor.kind;
    EXPECT_FALSE(vendor.protocols.empty()) << vendor.kind;
    EXPECT_EQ(vendor.credential == CredentialKind::header, !vendor.credential_header.empty()) << vendor.kind;
    const bool asks_for_url = std::any_of(vendor.requires_fields.begin(), vendor.requires_fields.end(), [](RequiredField field) {
      return field == RequiredField::base_url || field == RequiredField::base_url_unless_managed;
    });
    EXPECT_NE(vendor.default_base_url.empty(), !asks_for_url) << vendor.kind << " needs exactly one source of its base URL";
    EXPECT_FALSE(vendor.default_base_url.ends_with('/')) << vendor.kind;
    EXPECT_EQ(find(vendor.kind), &vendor);
  }
}

TEST(Vendors, NoPlannedKindHasARow) {
  for (const PlannedVendor& vendor : planned_vendors()) EXPECT_EQ(find(vendor.kind), nullptr) << vendor.kind;
}

TEST(Vendors, KnowWhatTheyNeed) {
  const Vendor* llamacpp = find("llamacpp");
  ASSERT_NE(llamacpp, nullptr);
  EXPECT_TRUE(llamacpp->can_be_managed);
  EXPECT_EQ(llamacpp->location, Location::on_this_machine);
  EXPECT_TRUE(llamacpp->quirks.has(Quirk::parallel_tools_opt_in));
  EXPECT_FALSE(llamacpp->quirks.has(Quirk::max_tokens_field));
  EXPECT_EQ(llamacpp->grade_of(canonical::ProtocolId::openai_chat), Grade::native);
  EXPECT_FALSE(find("openai")->can_be_managed);
  EXPECT_EQ(find("openai")->usual_environment.front(), "OPENAI_API_KEY");
  EXPECT_EQ(find("nothing"), nullptr);
}

TEST(Suggestion, MeasuresEdits) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("lsiten", "listen"), 1U);
  EXPECT_EQ(edit_distance("LISTEN", "listen"), 0U);
}

TEST(Suggestion, FindsWhatWasMeant) {
  constexpr std::array<std::string_view, 3> names = {"listen", "threads", "max_body_bytes"};
  EXPECT_EQ(suggestion("lisen", names), "listen");
  EXPECT_EQ(suggestion("thread", names), "threads");
  EXPECT_EQ(suggestion("max_body", names), "max_body_bytes");
  EXPECT_EQ(suggestion("colour", names), "");
  EXPECT_EQ(suggestion(std::string(100'000, 'l'), names), "");
  EXPECT_EQ(suggested_kind("openai_compatible"), "openai-compatible");
  EXPECT_EQ(suggested_kind("llama.cpp"), "llamacpp");
  EXPECT_EQ(suggested_kind("zzz"), "");
}

}  // namespace
}  // namespace patchbay::catalog
