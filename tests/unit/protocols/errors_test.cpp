#include "protocols/openai_chat/errors.hpp"

#include "base/error_tables.hpp"
#include "json/document.hpp"

#include <gtest/gtest.h>

namespace patchbay::protocols {
namespace {

using base::ErrorKind;

struct ReadCase {
  int status;
  const char* body;
  ErrorKind kind;
  const char* message;
  const char* code;
};

class ReadError : public testing::TestWithParam<ReadCase> {};

TEST_P(ReadError, GivesKindMessageAndCode) {
  const ReadCase& it = GetParam();
  const base::Error error = openai_chat::read_error(it.status, {}, it.body);
  EXPECT_EQ(base::name(error.kind), base::name(it.kind));
  EXPECT_NE(error.message.find(it.message), std::string::npos) << error.message;
  EXPECT_EQ(error.provider_code, it.code);
  EXPECT_EQ(error.provider_status, it.status);
  EXPECT_EQ(error.origin, base::Origin::provider);
}

INSTANTIATE_TEST_SUITE_P(
    Vendors, ReadError,
    testing::Values(
        ReadCase{400, R"({"error":{"message":"Bad","type":"invalid_request_error","param":"n","code":null}})", ErrorKind::invalid_request,
                 "Bad", "invalid_request_error"},
        ReadCase{400, R"({"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}})",
                 ErrorKind::context_length_exceeded, "too long", "context_length_exceeded"},
        ReadCase{400,
                 R"({"error":{"message":"the request exceeds the available context size","type":"exceed_context_size_error","code":400}})",
                 ErrorKind::context_length_exceeded, "available context", "400"},
        ReadCase{400, R"({"code":"x","error":"Incorrect API key provided: in***ey."})", ErrorKind::provider_authentication, "Incorrect",
                 "x"},
        ReadCase{400, R"({"error":{"message":"filtered","code":"content_filter"}})", ErrorKind::content_filtered, "filtered",
                 "content_filter"},
        ReadCase{401, R"({"error":{"message":"no","code":"invalid_api_key"}})", ErrorKind::provider_authentication, "no",
                 "invalid_api_key"},
        ReadCase{402, R"({"error":{"message":"pay"}})", ErrorKind::quota_exhausted, "pay", ""},
        ReadCase{403, R"({"error":"forbidden"})", ErrorKind::provider_permission, "forbidden", ""},
        ReadCase{404, R"({"error":{"message":"gone","code":"model_not_found"}})", ErrorKind::model_not_found, "gone", "model_not_found"},
        ReadCase{404, R"({"detail":"Not Found"})", ErrorKind::model_not_found, "Not Found", ""},
        ReadCase{422, R"({"detail":[{"loc":["body"],"msg":"x"}]})", ErrorKind::invalid_request, "loc", ""},
        ReadCase{429, R"({"error":{"message":"slow","code":"rate_limit_exceeded"}})", ErrorKind::rate_limited, "slow",
                 "rate_limit_exceeded"},
        ReadCase{429, R"({"error":{"message":"quota","type":"insufficient_quota"}})", ErrorKind::quota_exhausted, "quota",
                 "insufficient_quota"},
        ReadCase{429, R"({"error":{"message":"Rate limit reached: maximum context length per minute"}})", ErrorKind::rate_limited,
                 "Rate limit", ""},
        ReadCase{429, "Too many requests", ErrorKind::rate_limited, "Too many requests", ""},
        ReadCase{500, "", ErrorKind::provider_error, "500", ""},
        ReadCase{502, "<html>Bad Gateway</html>", ErrorKind::provider_error, "Bad Gateway", ""},
        ReadCase{503, R"({"error":{"message":"Loading model","type":"unavailable_error","code":503}})", ErrorKind::overloaded, "Loading",
                 "503"},
        ReadCase{529, "{}", ErrorKind::overloaded, "529", ""}, ReadCase{504, "[]", ErrorKind::timeout, "504", ""}));

TEST(ReadErrorOfProvider, KeepsParamAndWait) {
  const codec::Headers headers = {{"Retry-After", "2"}};
  const base::Error error = openai_chat::read_error(429, headers, R"({"error":{"message":"m","param":"messages"}})");
  EXPECT_EQ(error.param, "messages");
  EXPECT_EQ(error.retry_after, std::chrono::seconds(2));
}

TEST(ReadErrorOfProvider, BrokenUtf8CannotBreakOurAnswer) {
  const base::Error error = openai_chat::read_error(500, {}, "\xFF\xFE\"\n");
  json::Document document;
  const std::string written = openai_chat::write_error(error);
  EXPECT_TRUE(document.parse(written)) << written;
}

TEST(ReadErrorInSuccess, GoesByStatusInsideThenByWords) {
  EXPECT_EQ(openai_chat::read_error_in_success(R"({"error":{"code":502,"message":"up"}})").kind, ErrorKind::provider_error);
  EXPECT_EQ(openai_chat::read_error_in_success(R"({"error":{"code":"429","message":"up"}})").kind, ErrorKind::rate_limited);
  EXPECT_EQ(openai_chat::read_error_in_success(R"({"error":{"type":"authentication_error"}})").kind, ErrorKind::provider_authentication);
  EXPECT_EQ(openai_chat::read_error_in_success(R"({"error":{"type":"timeout"}})").kind, ErrorKind::timeout);
  EXPECT_EQ(openai_chat::read_error_in_success(R"({"error":{}})").kind, ErrorKind::provider_error);
  EXPECT_FALSE(openai_chat::read_error_in_success(R"({"error":{}})").message.empty());
  EXPECT_EQ(openai_chat::read_error_in_success("nonsense").kind, ErrorKind::bad_provider_response);
}

TEST(WriteError, EveryKindIsReadable) {
  for (std::size_t i = 0; i < base::error_kind_count; ++i) {
    base::Error error(static_cast<ErrorKind>(i), "said \"so\"\n");
    error.param = "messages[0]";
    error.causes.emplace_back(ErrorKind::stalled, "inner");
    const std::string body = openai_chat::write_error(error);
    json::Document document;
    ASSERT_TRUE(document.parse(body)) << body;
    const json::Value root = document.root().find("error");
    EXPECT_TRUE(root.find("code").equals(base::name(error.kind)));
    EXPECT_TRUE(root.find("message").equals("said \"so\"\n"));
    EXPECT_TRUE(root.find("param").equals("messages[0]"));
    EXPECT_FALSE(root.find("type").raw_string().empty());
    EXPECT_TRUE(root.find("causes").at(0).find("code").equals("stalled"));
  }
}

TEST(WriteError, NoParamIsNull) {
  json::Document document;
  const std::string body = openai_chat::write_error(base::Error(ErrorKind::internal, "x"));
  ASSERT_TRUE(document.parse(body));
  EXPECT_TRUE(document.root().find("error").find("param").is_null());
}

}  // namespace
}  // namespace patchbay::protocols
