#include "admin/conversation_store.hpp"

#include "json/document.hpp"
#include "unit/admin/stand_ins.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

using namespace std::chrono_literals;

class Json {
 public:
  explicit Json(std::string text) : text_(std::make_unique<std::string>(std::move(text))) {
    if (const auto parsed = document_.parse(*text_); !parsed) ADD_FAILURE() << parsed.error().message << ": " << *text_;
  }
  [[nodiscard]] json::Value operator[](std::string_view key) const { return document_.root().find(key); }

 private:
  std::unique_ptr<std::string> text_;
  json::Document document_;
};

class ConversationStoreTest : public ::testing::Test {
 protected:
  static RunRequest say(std::string text, std::string conversation = {}) {
    RunRequest request;
    request.conversation_id = std::move(conversation);
    request.model = "local/m";
    request.text = std::move(text);
    return request;
  }
  static RunRequest about(RunKind kind, const StartedRun& run, std::string target, std::string text = {}) {
    RunRequest request = say(std::move(text), run.place.conversation_id);
    request.kind = kind;
    request.target = std::move(target);
    return request;
  }
  StartedRun answered(ConversationStore& in, const RunRequest& request, std::string_view answer = "Answer.") {
    auto run = in.start(request, "local");
    if (!run) throw std::runtime_error(run.error().message);
    EXPECT_EQ(in.append(run->place, DeltaTarget::text, answer), Appended::added);
    EXPECT_TRUE(in.finish(run->place, {}));
    return *run;
  }
  std::string events_after(std::uint64_t id) { return hub.read_after(id, 1 << 24).bytes; }

  test::TestClock clock;
  test::CountingRandom random;
  EventHub hub{1};
  ConversationStore store{hub, random, clock};
};

TEST_F(ConversationStoreTest, ARunBeginsAConversation) {
  const auto run = store.start(say("Why is the sky blue?"), "local");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->user_message->text, "Why is the sky blue?");
  EXPECT_EQ(run->user_message->status, MessageStatus::done);
  EXPECT_EQ(run->assistant_message.status, MessageStatus::streaming);
  EXPECT_EQ(run->assistant_message.run_id, run->place.run_id);
  EXPECT_EQ(run->assistant_message.provider, "local");
  ASSERT_EQ(run->request.messages.size(), 1U);
  EXPECT_EQ(run->request.model, "local/m");
  EXPECT_EQ(run->request.delivery, canonical::Delivery::stream);
  const Json shown(*store.show(run->place.conversation_id));
  EXPECT_TRUE(shown["title"].equals("Why is the sky blue?"));
  EXPECT_EQ(shown["messages"].size(), 2U);
  EXPECT_EQ(shown["last_event_id"].as_uint64(), hub.last_id());
  EXPECT_NE(events_after(0).find("event: run.started"), std::string::npos);
}

TEST_F(ConversationStoreTest, OffsetsCountUtf16) {
  const auto run = store.start(say("Hi"), "");
  const std::uint64_t before = hub.last_id();
  store.append(run->place, DeltaTarget::text, "a\xF0\x9F\x98\x80");
  store.append(run->place, DeltaTarget::reasoning, "hmm");
  store.append(run->place, DeltaTarget::text, "b");
  const std::string events = events_after(before);
  EXPECT_NE(events.find(R"("kind":"text","offset":0,)"), std::string::npos);
  EXPECT_NE(events.find(R"("kind":"reasoning","offset":0,)"), std::string::npos);
  EXPECT_NE(events.find(R"("kind":"text","offset":3,"delta":"b")"), std::string::npos) << events;
}

TEST_F(ConversationStoreTest, AFinishedMessageTakesNothingMore) {
  const auto run = answered(store, say("Hi"));
  EXPECT_EQ(store.append(run.place, DeltaTarget::text, "more"), Appended::closed);
  EXPECT_FALSE(store.finish(run.place, {}));
  EXPECT_NE(events_after(0).find("event: run.finished"), std::string::npos);
}

TEST_F(ConversationStoreTest, OnlyOneRunInAConversation) {
  const auto run = store.start(say("Hi"), "");
  const auto second = store.start(say("And?", run->place.conversation_id), "");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(store.runs_of(run->place.conversation_id), std::vector<std::string>{run->place.run_id});
}

TEST_F(ConversationStoreTest, RegenerateReplacesTheAnswer) {
  const auto first = answered(store, say("One"));
  const auto second = answered(store, say("Two", first.place.conversation_id));
  const auto again = store.start(about(RunKind::regenerate, first, first.place.message_id), "");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->user_message);
  EXPECT_EQ(again->request.messages.size(), 1U);
  EXPECT_EQ(Json(*store.show(first.place.conversation_id))["messages"].size(), 2U);
  EXPECT_NE(again->place.message_id, first.place.message_id);
}

TEST_F(ConversationStoreTest, ReplaceRewritesTheQuestion) {
  const auto first = answered(store, say("One"));
  const auto second = answered(store, say("Two", first.place.conversation_id));
  const auto replaced = store.start(about(RunKind::replace, first, second.user_message->id, "Two, better"), "");
  ASSERT_TRUE(replaced);
  ASSERT_EQ(replaced->request.messages.size(), 3U);
  EXPECT_EQ(std::get<canonical::TextPart>(replaced->request.messages[2].parts[0].content).text, "Two, better");
  EXPECT_EQ(replaced->request.messages[1].role, canonical::Role::assistant);
  EXPECT_EQ(Json(*store.show(first.place.conversation_id))["messages"].size(), 4U);
}

TEST_F(ConversationStoreTest, TargetsMustExistAndFit) {
  const auto run = answered(store, say("One"));
  const auto kind = [&](const RunRequest& request) { return store.start(request, "").error().kind; };
  EXPECT_EQ(kind(say("x", "conv_nothing")), base::ErrorKind::not_found);
  EXPECT_EQ(kind(about(RunKind::regenerate, run, "msg_nothing")), base::ErrorKind::not_found);
  EXPECT_EQ(kind(about(RunKind::regenerate, run, run.user_message->id)), base::ErrorKind::invalid_request);
  EXPECT_EQ(kind(about(RunKind::replace, run, run.place.message_id, "x")), base::ErrorKind::invalid_request);
  EXPECT_EQ(Json(*store.show(run.place.conversation_id))["messages"].size(), 2U);  // nothing was cut
}

TEST_F(ConversationStoreTest, AnswersWithoutTextAreNotSentAgain) {
  const auto run = store.start(say("One"), "");
  RunOutcome outcome;
  outcome.status = MessageStatus::failed;
  outcome.error = base::Error(base::ErrorKind::timeout, "too slow");
  store.finish(run->place, outcome);
  const auto next = store.start(say("Two", run->place.conversation_id), "");
  EXPECT_EQ(next->request.messages.size(), 2U);
}

TEST_F(ConversationStoreTest, RenamesAndRemoves) {
  const auto run = answered(store, say("One"));
  EXPECT_TRUE(Json(*store.rename(run.place.conversation_id, "Mine"))["title"].equals("Mine"));
  EXPECT_NE(events_after(0).find(R"("title":"Mine")"), std::string::npos);
  EXPECT_TRUE(store.remove(run.place.conversation_id));
  EXPECT_EQ(store.remove(run.place.conversation_id).error().kind, base::ErrorKind::not_found);
  EXPECT_EQ(store.show(run.place.conversation_id).error().kind, base::ErrorKind::not_found);
  EXPECT_EQ(store.rename("x", "y").error().kind, base::ErrorKind::not_found);
  EXPECT_NE(events_after(0).find("event: conversation.deleted"), std::string::npos);
}

TEST_F(ConversationStoreTest, TheNewestComesFirst) {
  const auto first = answered(store, say("First"));
  clock.advance(1s);
  const auto second = answered(store, say("Second"));
  clock.advance(1s);
  const auto list = [&] {
    const Json listed(store.list());
    return std::vector{listed["data"].at(0).find("title").to_string(), listed["data"].at(1).find("title").to_string()};
  };
  EXPECT_EQ(list(), (std::vector<std::string>{"Second", "First"}));
  answered(store, say("More", first.place.conversation_id));
  EXPECT_EQ(list(), (std::vector<std::string>{"First", "Second"}));
}

TEST_F(ConversationStoreTest, TheOldestIdleOneGivesWay) {
  StoreLimits limits;
  limits.conversations = 2;
  ConversationStore small(hub, random, clock, limits);
  const auto running = small.start(say("Running"), "");
  clock.advance(1s);
  const auto idle = answered(small, say("Idle"));
  clock.advance(1s);
  const auto newest = small.start(say("Newest"), "");
  EXPECT_TRUE(small.show(running->place.conversation_id));
  EXPECT_FALSE(small.show(idle.place.conversation_id));
  EXPECT_TRUE(small.show(newest->place.conversation_id));
  EXPECT_NE(events_after(0).find("event: conversation.deleted\ndata: {\"id\":\"" + idle.place.conversation_id), std::string::npos);
}

TEST_F(ConversationStoreTest, BytesAreBounded) {
  StoreLimits limits;
  limits.bytes = 100'000;
  limits.answer_bytes = 50'000;
  limits.conversation_bytes = 60'000;
  ConversationStore small(hub, random, clock, limits);
  std::vector<std::string> ids;
  for (int i = 0; i < 10; ++i) {
    ids.push_back(answered(small, say("Hi"), std::string(30'000, 'x')).place.conversation_id);
    clock.advance(1s);
  }
  EXPECT_FALSE(small.show(ids.front()));
  EXPECT_TRUE(small.show(ids.back()));
  const auto run = small.start(say("Long", ids.back()), "");
  ASSERT_TRUE(run);
  EXPECT_EQ(small.append(run->place, DeltaTarget::text, std::string(40'000, 'x')), Appended::added);
  EXPECT_EQ(small.append(run->place, DeltaTarget::reasoning, std::string(20'000, 'x')), Appended::too_long);
  small.finish(run->place, {});
  EXPECT_EQ(small.start(say("More", ids.back()), "").error().kind, base::ErrorKind::request_too_large);
}

TEST_F(ConversationStoreTest, MessagesCarryTheirOutcome) {
  const auto run = store.start(say("Hi"), "local");
  RunOutcome outcome;
  outcome.status = MessageStatus::failed;
  outcome.error = base::Error(base::ErrorKind::rate_limited, "slow down", base::Origin::provider);
  outcome.error->retry_after = 1500ms;
  outcome.error->provider_status = 429;
  outcome.usage.emplace().set(canonical::Meter::input, 7);
  outcome.timings = {12, 34};
  outcome.warnings.emplace_back(canonical::WarningKind::clamped, "seed", "too large");
  store.finish(run->place, outcome);
  const Json shown(*store.show(run->place.conversation_id));
  const json::Value message = shown["messages"].at(1);
  EXPECT_TRUE(message.find("status").equals("failed"));
  const json::Value error = message.find("error");
  EXPECT_TRUE(error.find("kind").equals("rate_limited"));
  EXPECT_TRUE(error.find("type").equals("rate_limited"));
  EXPECT_TRUE(error.find("provider").equals("local"));
  EXPECT_EQ(error.find("status").as_int64(), 429);
  EXPECT_EQ(error.find("provider_status").as_int64(), 429);
  EXPECT_EQ(error.find("retryable").as_bool(), true);
  EXPECT_EQ(error.find("retry_after_ms").as_int64(), 1500);
  EXPECT_EQ(message.find("usage").find("input").as_int64(), 7);
  EXPECT_TRUE(message.find("usage").find("output").is_null());
  EXPECT_EQ(message.find("timings").find("first_token_ms").as_int64(), 12);
  EXPECT_TRUE(message.find("warnings").at(0).find("kind").equals("clamped"));
}

}  // namespace
}  // namespace patchbay::admin
