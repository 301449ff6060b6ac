#include "protocols/openai_chat/listing.hpp"

#include "json/document.hpp"
#include "protocols/retry_after.hpp"

#include <gtest/gtest.h>

namespace patchbay::protocols {
namespace {

TEST(ReadList, TakesObjectsWithDataAndBareArrays) {
  for (const char* body : {R"({"data":[{"id":"a","owned_by":"o","created":5,"context_window":9},{"id":""},{},7,{"id":"b"}]})",
                           R"([{"id":"a","owned_by":"o","created":5,"max_model_len":9},{"id":"b"}])"}) {
    const auto models = openai_chat::read_list(body);
    ASSERT_TRUE(models) << body;
    ASSERT_EQ(models->size(), 2U);
    EXPECT_EQ(models->at(0).id, "a");
    EXPECT_EQ(models->at(0).owner, "o");
    EXPECT_EQ(models->at(0).created, 5);
    EXPECT_EQ(models->at(0).context, 9);
    EXPECT_EQ(models->at(1).context, std::nullopt);
  }
}

TEST(ReadList, ContextOfLlamaServer) {
  const auto models = openai_chat::read_list(R"({"data":[{"id":"a","meta":{"n_ctx":4096}}]})");
  ASSERT_TRUE(models);
  EXPECT_EQ(models->at(0).context, 4096);
}

TEST(ReadList, RefusesWhatIsNoList) {
  for (const char* body : {"", "{}", R"({"data":{}})", "7", "<html>"}) {
    const auto models = openai_chat::read_list(body);
    ASSERT_FALSE(models) << body;
    EXPECT_EQ(models.error().kind, base::ErrorKind::bad_provider_response);
  }
}

TEST(WriteList, ReadsBack) {
  const std::vector<ListedModel> listed = {{"p/a\"b", "p", 5, R"({"x":1})"}, {"q/c", "q", 0, ""}};
  const std::string body = openai_chat::write_list(listed);
  const auto models = openai_chat::read_list(body);
  ASSERT_TRUE(models) << body;
  ASSERT_EQ(models->size(), 2U);
  EXPECT_EQ(models->at(0).id, "p/a\"b");
  EXPECT_EQ(models->at(1).owner, "q");
  json::Document document;
  ASSERT_TRUE(document.parse(body));
  EXPECT_EQ(document.root().find("data").at(0).find("patchbay").find("x").as_int64(), 1);
  EXPECT_FALSE(document.root().find("data").at(1).find("patchbay").exists());
}

struct WaitCase {
  codec::Headers headers;
  std::optional<std::int64_t> milliseconds;
};

TEST(RetryAfter, EverySpelling) {
  const std::vector<WaitCase> cases = {
      {{}, std::nullopt},
      {{{"retry-after", "3"}}, 3000},
      {{{"Retry-After", "0.25"}}, 250},
      {{{"retry-after-ms", "70"}, {"retry-after", "3"}}, 70},
      {{{"retry-after-ms", "soon"}, {"retry-after", "3"}}, 3000},
      {{{"retry-after", "0"}}, 0},
      {{{"retry-after", "-1"}}, std::nullopt},
      {{{"retry-after", "3s"}}, std::nullopt},
      {{{"retry-after", "nan"}}, std::nullopt},
      {{{"retry-after", "1e300"}}, 86'400'000},
      {{{"retry-after", ""}}, std::nullopt},
      {{{"retry-after", "Wed, 21 Oct 2015 07:28:05 GMT"}}, std::nullopt},
      {{{"retry-after", "Wed, 21 Oct 2015 07:28:05 GMT"}, {"date", "Wed, 21 Oct 2015 07:28:00 GMT"}}, 5000},
      {{{"retry-after", "Wed, 21 Oct 2015 07:27:00 GMT"}, {"date", "Wed, 21 Oct 2015 07:28:00 GMT"}}, 0},
  };
  for (const WaitCase& it : cases) {
    const auto wait = read_retry_after(it.headers);
    const std::string text = it.headers.empty() ? "none" : it.headers.begin()->value;
    ASSERT_EQ(wait.has_value(), it.milliseconds.has_value()) << text;
    if (wait) {
      EXPECT_EQ(wait->count(), *it.milliseconds) << text;
    }
  }
}

}  // namespace
}  // namespace patchbay::protocols
