#include "telemetry/redaction.hpp"

#include <gtest/gtest.h>

namespace patchbay::telemetry {
namespace {

struct Case {
  const char* text;
  const char* expected;
};

class Redaction : public testing::TestWithParam<Case> {};

TEST_P(Redaction, Hides) { EXPECT_EQ(redact(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(Credentials, Redaction,
                         testing::Values(Case{"Authorization: Bearer abc.def-123", "Authorization: ***"},
                                         Case{"sent Bearer abcdefgh to host", "sent Bearer *** to host"},
                                         Case{"basic dXNlcjpwYXNz", "basic ***"}, Case{"x-api-key: 12345 next", "x-api-key: *** next"},
                                         Case{"GET /v1beta/models?key=AIzaSyD-xyz&alt=sse", "GET /v1beta/models?key=***&alt=sse"},
                                         Case{"?api_key=abc&model=m", "?api_key=***&model=m"},
                                         Case{R"({"api_key":"top \" secret","model":"m"})", R"({"api_key":"***","model":"m"})"},
                                         Case{R"({"key":"k","n":1})", R"({"key":"***","n":1})"},
                                         Case{R"("{\"token\":\"t0\"}")", R"("{\"token\":\"***\"}")"},
                                         Case{"Incorrect API key provided: sk-proj-abcdefghijkl.", "Incorrect API key provided: ***"},
                                         Case{"gsk_0123456789abcdef failed", "*** failed"},
                                         Case{"http://user:pa55@proxy:3128/x", "http://***@proxy:3128/x"},
                                         Case{"OPENAI_API_KEY=abc123 patchbay", "OPENAI_API_KEY=*** patchbay"},
                                         Case{"Set-Cookie: a=b; Path=/\nnext", "Set-Cookie: ***\nnext"},
                                         Case{"token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln ok", "token *** ok"},
                                         Case{"AWS_SECRET_ACCESS_KEY: wJalr", "AWS_SECRET_ACCESS_KEY: ***"},
                                         Case{"X-Amz-Signature=0abc&X-Amz-Date=2026", "X-Amz-Signature=***&X-Amz-Date=2026"},
                                         Case{"password='a b' x", "password='***' x"}, Case{"ya29.a0AfH6SMBxyz used", "*** used"},
                                         Case{"key=\"env:a sk-0123456789\" b", "key=\"env:a ***\" b"}));

INSTANTIATE_TEST_SUITE_P(OrdinaryText, Redaction,
                         testing::Values(Case{"", ""}, Case{"listening on http://127.0.0.1:7878/", "listening on http://127.0.0.1:7878/"},
                                         Case{"unknown key \"protocl\" in [server]", "unknown key \"protocl\" in [server]"},
                                         Case{"api_key = \"env:OPENAI_API_KEY\"", "api_key = \"env:OPENAI_API_KEY\""},
                                         Case{"the api_key is missing", "the api_key is missing"},
                                         Case{"tokens=12 task-runner skip", "tokens=12 task-runner skip"},
                                         Case{"bearer of bad news: no", "bearer of bad news: no"}, Case{"mail a@b.c", "mail a@b.c"},
                                         Case{"a key: value pair", "a key: value pair"}));

TEST(Redaction, SurvivesTextsThatEndEarly) {
  const std::string text = R"(authorization: "Bearer abc {"api_key":"a\"b" x://u:p@h sk-0123456789)";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string result = redact(text.substr(0, size));
    EXPECT_EQ(result.find("u:p@"), std::string::npos);
    EXPECT_EQ(result.find("sk-01234567"), std::string::npos);
  }
}

}  // namespace
}  // namespace patchbay::telemetry
