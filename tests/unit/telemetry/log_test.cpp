#include "telemetry/log.hpp"

#include "telemetry/access_record.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace patchbay::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

class FixedClock final : public base::Clock {
 public:
  base::SteadyTime steady() const override { return {}; }
  base::WallTime wall() const override { return base::WallTime(std::chrono::milliseconds(1'767'225'600'042)); }  // 2026-01-01
};

class Lines final : public LineSink {
 public:
  void write_line(std::string_view line) noexcept override { text.append(line); }
  std::string text;
};

struct LogTest : testing::Test {
  FixedClock clock;
  Lines lines;
  Logger logger{lines, clock};
};

TEST_F(LogTest, WritesOneTextLine) {
  logger.info("server", "listening on {}", "127.0.0.1:7878");
  EXPECT_EQ(lines.text, "2026-01-01T00:00:00.042Z info    server: listening on 127.0.0.1:7878\n");
}

TEST_F(LogTest, WritesOneJsonLine) {
  logger.set_format(LogFormat::json);
  logger.warning("config", "a \"quote\", a\nline and \x01\xff");
  EXPECT_EQ(lines.text,
            "{\"time\":\"2026-01-01T00:00:00.042Z\",\"level\":\"warning\",\"part\":\"config\","
            "\"message\":\"a \\\"quote\\\", a\\nline and \\u0001\xef\xbf\xbd\"}\n");
}

TEST_F(LogTest, NoMessageCanMakeTwoLines) {
  logger.error("x", "a\nb\rc\x1b[0m\xc3(");
  EXPECT_EQ(lines.text, "2026-01-01T00:00:00.042Z error   x: a\\nb\\x0dc\\x1b[0m\\xc3(\n");
}

TEST_F(LogTest, ChecksTheLevelFirst) {
  logger.debug("x", "never");
  EXPECT_EQ(lines.text, "");
  logger.set_level(LogLevel::debug);
  logger.debug("x", "now");
  EXPECT_THAT(lines.text, HasSubstr("debug   x: now"));
  logger.set_level(LogLevel::error);
  EXPECT_FALSE(logger.enabled(LogLevel::warning));
  logger.access(AccessRecord{});
  EXPECT_THAT(lines.text, Not(HasSubstr("access")));
}

TEST_F(LogTest, RedactsMessages) {
  logger.info("x", "upstream said {}", "invalid key sk-abcdefghijklmnop");
  EXPECT_THAT(lines.text, HasSubstr("invalid key ***"));
  EXPECT_THAT(lines.text, Not(HasSubstr("abcdefgh")));
}

AccessRecord sample() {
  AccessRecord record;
  record.request_id = "req-1";
  record.client = "127.0.0.1";
  record.method = "POST";
  record.path = "/v1/chat/completions?key=hidden";
  record.dialect = "openai_chat";
  record.model_asked = "fast one";
  record.provider = "local";
  record.model_answered = "smollm2";
  record.status = 502;
  record.error = base::ErrorKind::truncated;
  record.attempts = 2;
  record.input_tokens = 12;
  record.output_tokens = 34;
  record.first_token = std::chrono::microseconds(1500);
  record.total = std::chrono::microseconds(2'000'000);
  record.bytes_in = 100;
  record.bytes_out = 200;
  record.stream = true;
  return record;
}

TEST_F(LogTest, WritesAnAccessLineAsText) {
  logger.access(sample());
  EXPECT_EQ(
      lines.text,
      "2026-01-01T00:00:00.042Z info    access: id=req-1 client=127.0.0.1 method=POST path=/v1/chat/completions status=502 error=truncated "
      "dialect=openai_chat model=\"fast one\" provider=local provider_model=smollm2 attempts=2 stream=true input_tokens=12 "
      "output_tokens=34 "
      "first_token=0.001500 total=2.000000 bytes_in=100 bytes_out=200\n");
}

TEST_F(LogTest, WritesAnAccessLineAsJson) {
  logger.set_format(LogFormat::json);
  logger.access(sample());
  EXPECT_EQ(
      lines.text,
      "{\"time\":\"2026-01-01T00:00:00.042Z\",\"level\":\"info\",\"part\":\"access\",\"id\":\"req-1\",\"client\":\"127.0.0.1\",\"method\":"
      "\"POST\","
      "\"path\":\"/v1/chat/completions\",\"status\":502,\"error\":\"truncated\",\"dialect\":\"openai_chat\",\"model\":\"fast one\","
      "\"provider\":\"local\",\"provider_model\":\"smollm2\",\"attempts\":2,\"stream\":\"true\",\"input_tokens\":12,\"output_tokens\":34,"
      "\"first_token\":0.001500,\"total\":2.000000,\"bytes_in\":100,\"bytes_out\":200}\n");
}

TEST_F(LogTest, AnAccessLineHidesCredentialsThatStandWhereTheyShouldNot) {
  AccessRecord record = sample();
  record.model_asked = "sk-abcdefghijklmnop";
  record.tags = "api_key=zzz";
  record.path = "/v1/models/gsk_0123456789abcdef";
  logger.access(record);
  for (const char* secret : {"abcdefgh", "zzz", "01234567", "hidden"}) EXPECT_THAT(lines.text, Not(HasSubstr(secret)));
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_F(LogTest, AppendsToAFileWithoutMixingThreads) {
  const std::string path = testing::TempDir() + "/patchbay-log-" + std::to_string(::getpid());
  {
    auto sink = DescriptorSink::open(path);
    ASSERT_TRUE(sink.has_value());
    const Logger shared(*sink, clock);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&shared, t] {
        for (int i = 0; i < 200; ++i) shared.info("thread", "{} {}", t, std::string(300, static_cast<char>('a' + t)));
      });
    for (auto& thread : threads) thread.join();
  }
  std::istringstream text(contents(path));
  std::size_t count = 0;
  for (std::string line; std::getline(text, line); ++count) {
    const char letter = line.back();
    EXPECT_TRUE(line.ends_with(std::string(300, letter)));
    EXPECT_EQ(line.size(), std::string("2026-01-01T00:00:00.042Z info    thread: 0 ").size() + 300);
  }
  EXPECT_EQ(count, 800U);
  std::remove(path.c_str());
}

TEST(DescriptorSink, ReportsAFileThatCannotBeOpened) {
  const auto sink = DescriptorSink::open("/nonexistent/folder/log");
  ASSERT_FALSE(sink.has_value());
  EXPECT_THAT(sink.error().message, HasSubstr("/nonexistent/folder/log"));
}

TEST(DescriptorSink, LosesLinesRatherThanFailing) {
  const int descriptor = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(descriptor, 0);
  DescriptorSink sink(descriptor);
  sink.write_line("lost\n");
  ::close(descriptor);
}

}  // namespace
}  // namespace patchbay::telemetry
