#include "telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <thread>
#include <vector>

namespace patchbay::telemetry {
namespace {

using testing::HasSubstr;

TEST(Sum, AddsUpOverThreads) {
  Sum sum;
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t)
    threads.emplace_back([&sum] {
      for (int i = 0; i < 1000; ++i) sum.add(i % 2 == 0 ? 3 : -1);
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sum.value(), 12 * 1000);
}

TEST(Histogram, PutsAValueInTheFirstBucketThatHoldsIt) {
  Histogram histogram;
  for (double seconds : {0.0, 0.001, 0.0011, 600.0, 601.0, -1.0, std::nan("")}) histogram.observe(seconds);
  const auto reading = histogram.read();
  EXPECT_EQ(reading.counts[0], 4U);  // 0, 0.001, -1 and not-a-number
  EXPECT_EQ(reading.counts[1], 1U);
  EXPECT_EQ(reading.counts[Histogram::bucket_count - 2], 1U);
  EXPECT_EQ(reading.counts[Histogram::bucket_count - 1], 1U);
  EXPECT_NEAR(reading.seconds, 1201.0021, 1e-6);
}

TEST(MetricFamily, FindsASeriesAgain) {
  MetricFamily<Sum, 2> family("name", "help", {"a", "b"}, 8);
  Sum& first = family.with({"x", "y"});
  EXPECT_EQ(&first, &family.with({std::string("x"), std::string("y")}));
  EXPECT_NE(&first, &family.with({"y", "x"}));
  EXPECT_NE(&first, &family.with({"xy", ""}));
}

TEST(MetricFamily, DoesNotGrowBeyondItsCapacity) {
  MetricFamily<Sum, 1> family("name", "help", {"model"}, 10);
  Sum& known = family.with({"known"});
  for (int i = 0; i < 1000; ++i) family.with({"model-" + std::to_string(i)}).add();
  EXPECT_EQ(&known, &family.with({"known"}));
  std::size_t series = 0;
  std::int64_t total = 0;
  std::int64_t others = 0;
  family.each([&](std::span<const std::string> values, const Sum& sum) {
    ++series;
    total += sum.value();
    if (values[0] == other_label) others = sum.value();
  });
  EXPECT_EQ(series, 11U);
  EXPECT_EQ(total, 1000);
  EXPECT_EQ(others, 1000 - 9);
}

TEST(MetricFamily, CutsLongLabels) {
  MetricFamily<Sum, 1> family("name", "help", {"model"}, 4);
  EXPECT_EQ(&family.with({std::string(label_bytes, 'a')}), &family.with({std::string(5000, 'a')}));
}

TEST(MetricFamily, LosesNothingWhenThreadsMakeTheSameSeries) {
  MetricFamily<Sum, 1> family("name", "help", {"n"}, 64);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&family] {
      for (int i = 0; i < 1000; ++i) family.with({std::to_string(i % 50)}).add();
    });
  for (auto& thread : threads) thread.join();
  std::size_t series = 0;
  family.each([&](std::span<const std::string>, const Sum& sum) {
    ++series;
    EXPECT_EQ(sum.value(), 160);
  });
  EXPECT_EQ(series, 50U);
}

struct Exposition : testing::Test {
  Metrics metrics{BuildInfo{"0.1.0", "abc", "clang"}, base::WallTime(std::chrono::milliseconds(1'500))};
};

TEST_F(Exposition, ShowsEveryFamilyWithItsTypeBeforeAnythingHappened) {
  const std::string text = exposition(metrics);
  for (const char* line :
       {"# TYPE patchbay_requests_total counter\n", "# TYPE patchbay_request_seconds histogram\n",
        "# TYPE patchbay_first_token_seconds histogram\n", "# TYPE patchbay_tokens_total counter\n", "patchbay_streams_open 0\n",
        "patchbay_upstream_connections 0\n", "patchbay_buffered_bytes 0\n", "# TYPE patchbay_config_reloads_total counter\n",
        "process_start_time_seconds 1.500\n", "patchbay_build_info{version=\"0.1.0\",revision=\"abc\",compiler=\"clang\"} 1\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST_F(Exposition, CountsRequests) {
  metrics.requests.with({"openai_chat", "local", "200", "ok"}).add();
  metrics.requests.with({"openai_chat", "local", "200", "ok"}).add();
  metrics.streams_open.add(3);
  metrics.streams_open.add(-1);
  const std::string text = exposition(metrics);
  EXPECT_THAT(text, HasSubstr("patchbay_requests_total{dialect=\"openai_chat\",provider=\"local\",status=\"200\",kind=\"ok\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("patchbay_streams_open 2\n"));
}

TEST_F(Exposition, MakesBucketsCumulative) {
  auto& histogram = metrics.request_seconds.with({"d", "p"});
  histogram.observe(0.002);
  histogram.observe(0.3);
  histogram.observe(1000);
  const std::string text = exposition(metrics);
  const auto line = [](const char* bound, int count) {
    return "patchbay_request_seconds_bucket{dialect=\"d\",provider=\"p\",le=\"" + std::string(bound) + "\"} " + std::to_string(count) +
           "\n";
  };
  for (const std::string& expected :
       {line("0.001", 0), line("0.0025", 1), line("0.25", 1), line("0.5", 2), line("600", 2), line("+Inf", 3)})
    EXPECT_THAT(text, HasSubstr(expected));
  EXPECT_THAT(text, HasSubstr("patchbay_request_seconds_sum{dialect=\"d\",provider=\"p\"} 1000.302000000\n"));
  EXPECT_THAT(text, HasSubstr("patchbay_request_seconds_count{dialect=\"d\",provider=\"p\"} 3\n"));
}

TEST_F(Exposition, EscapesLabels) {
  metrics.tokens.with({"input", "p", "a\"b\\c\nd\xff"}).add(7);
  EXPECT_THAT(exposition(metrics), HasSubstr("model=\"a\\\"b\\\\c\\nd\xef\xbf\xbd\"} 7\n"));
}

TEST_F(Exposition, ManyModelsEndInOneSeries) {
  for (int i = 0; i < 5000; ++i) metrics.tokens.with({"input", "p", std::to_string(i)}).add();
  EXPECT_THAT(exposition(metrics), HasSubstr("patchbay_tokens_total{meter=\"other\",provider=\"other\",model=\"other\"} 2952\n"));
}

}  // namespace
}  // namespace patchbay::telemetry
