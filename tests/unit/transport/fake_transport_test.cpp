#include "support/fake_transport.hpp"

#include "unit/transport/loopback.hpp"

namespace patchbay::test {
namespace {

class FakeTransportTest : public testing::Test {
 protected:
  EventLoop loop{LoopTime::simulated};
  FakeTransport transport{loop};
  UpstreamLimits limits;
  Endpoint endpoint{EndpointSpec{}};

  Task<Result<std::string>> fetch(CancelToken token = {}) {
    const std::array<codec::HeaderView, 1> fields = {codec::HeaderView{"x-a", "1"}};
    const std::array<std::string_view, 2> pieces = {"bo", "dy"};
    const UpstreamRequest request("POST", "/v1", fields, pieces);
    auto response = co_await transport.send(endpoint, request, limits, token);
    if (!response) co_return base::fail(response.error());
    co_return co_await read_all(**response, 1000);
  }
  ErrorKind failure(CancelToken token = {}) {
    auto result = block_on(loop, fetch(token));
    EXPECT_FALSE(result);
    return result ? ErrorKind::internal : result.error().kind;
  }
};

TEST_F(FakeTransportTest, PlaysItsScriptAndRecordsTheRequest) {
  FakeAnswer answer(201, {std::string("one"), Milliseconds(5000), std::string("two")});
  answer.headers.add("x-b", "2");
  transport.add(answer);
  const auto before = loop.now();
  EXPECT_EQ(block_on(loop, fetch()), "onetwo");
  EXPECT_EQ(loop.now() - before, 5000ms);
  ASSERT_EQ(transport.requests().size(), 1U);
  EXPECT_EQ(transport.requests()[0].body, "body");
  EXPECT_EQ(transport.requests()[0].headers.get("x-a"), "1");
  EXPECT_EQ(transport.open_responses(), 0U);
  EXPECT_EQ(transport.abandoned_responses(), 0U);
}

TEST_F(FakeTransportTest, DelaysMeetTheLimits) {
  FakeAnswer late(200, {std::string("x")});
  late.head_delay = limits.first_byte + 1ms;
  transport.add(late);
  EXPECT_EQ(failure(), ErrorKind::timeout);
  transport.add(FakeAnswer(200, {std::string("x"), limits.idle + 1ms, std::string("y")}));
  EXPECT_EQ(failure(), ErrorKind::stalled);
  EXPECT_EQ(transport.abandoned_responses(), 1U);
  EXPECT_EQ(failure(), ErrorKind::provider_unreachable);
}

TEST_F(FakeTransportTest, EveryOperationCanBeMadeToFail) {
  transport.answer_with([](const FakeRequest&) { return FakeAnswer(200, {std::string("a"), std::string("b")}); });
  std::size_t failing = 1;
  for (;; ++failing) {
    transport.fail_operation(failing, base::Error(ErrorKind::overloaded, "scripted"));
    auto result = block_on(loop, fetch());
    EXPECT_EQ(transport.open_responses(), 0U);
    if (result) break;
    EXPECT_EQ(result.error().kind, ErrorKind::overloaded);
  }
  EXPECT_EQ(failing, 5U);  // send, "a", "b", the end; the fifth does not come
}

TEST_F(FakeTransportTest, CancellationEndsAPause) {
  CancelSource source;
  transport.add(FakeAnswer(200, {Milliseconds(20'000)}));
  const auto body = [&]() -> Task<void> {
    const auto stop = [&]() -> Task<void> {
      static_cast<void>(co_await sleep_for(loop, 10ms));
      source.cancel();
    };
    TaskScope scope(loop);
    scope.spawn(stop());
    auto result = co_await fetch(source.token());
    CO_ASSERT(!result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
    co_await scope.join();
  };
  run(loop, body);
}

}  // namespace
}  // namespace patchbay::test
