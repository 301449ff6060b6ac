#include "local/router_api.hpp"

#include <gtest/gtest.h>

namespace patchbay::local {
namespace {

TEST(RouterModels, AreReadWithTheirStates) {
  const auto models = read_router_models(R"({"data":[
    {"id":"a","object":"model","status":{"value":"unloaded","args":["x"]}},
    {"id":"b","status":{"value":"loading"}},
    {"id":"c","status":{"value":"loaded"}},
    {"id":"d","status":{"value":"sleeping"}},
    {"id":"e","status":{"value":"unloaded","failed":true,"exit_code":1}},
    {"id":"f","status":{"value":"downloading"}},
    {"name":"no id"}],"object":"list"})");
  ASSERT_TRUE(models);
  ASSERT_EQ(models->size(), 6U);
  EXPECT_EQ((*models)[0].state, RouterModelState::unloaded);
  EXPECT_FALSE((*models)[0].load_failed);
  EXPECT_EQ((*models)[1].state, RouterModelState::loading);
  EXPECT_EQ((*models)[2].state, RouterModelState::loaded);
  EXPECT_EQ((*models)[3].state, RouterModelState::sleeping);
  EXPECT_TRUE((*models)[4].load_failed);
  EXPECT_EQ((*models)[5].state, RouterModelState::unloaded);
}

TEST(RouterModels, AreAnErrorWhenTheyAreSomethingElse) {
  for (const char* body : {"", "[]", "{}", R"({"data":{}})", "<html>"}) {
    const auto models = read_router_models(body);
    ASSERT_FALSE(models) << body;
    EXPECT_EQ(models.error().kind, base::ErrorKind::bad_provider_response);
  }
}

TEST(RouterModels, AreNamedInABodyWhateverTheyAreCalled) { EXPECT_EQ(model_body("a\"b"), R"({"model":"a\"b"})"); }

TEST(RouterModels, AreNamedInAQueryWhateverTheyAreCalled) {
  EXPECT_EQ(target_for_model("/props", "a-b_c.d~1"), "/props?model=a-b_c.d~1");
  EXPECT_EQ(target_for_model("/props", "a b&c/\xC3\xA9"), "/props?model=a%20b%26c%2F%C3%A9");
}

TEST(RouterError, IsTheMessageInsideOrTheText) {
  EXPECT_EQ(router_error_message(R"({"error":{"code":400,"message":"model is already running"}})"), "model is already running");
  EXPECT_EQ(router_error_message("plain"), "plain");
  EXPECT_EQ(router_error_message(std::string(500, 'x')).size(), 200U);
}

}  // namespace
}  // namespace patchbay::local
