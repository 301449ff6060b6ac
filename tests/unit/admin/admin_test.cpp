#include "admin/admin.hpp"

#include "admin/page_fields.hpp"
#include "json/document.hpp"
#include "transport/worker_group.hpp"
#include "unit/admin/admin_world.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

using namespace patchbay::test;

std::string member(const std::string& text, std::initializer_list<std::string_view> path) {
  json::Document document;
  if (!document.parse(text)) {
    ADD_FAILURE() << "not JSON: " << text;
    return {};
  }
  json::Value value = document.root();
  for (const std::string_view name : path) value = value.find(name);
  return value.is_string() ? value.to_string() : std::string(value.raw());
}

// Two workers, as in the real server, and a client on a loop of its own.
class AdminTest : public ::testing::Test {
 protected:
  AdminTest() {
    WorkerGroupOptions options;
    options.workers = 2;
    options.shutdown_grace = 20s;
    options.listeners.emplace_back(ListenAddress::tcp("127.0.0.1", 0));
    workers = std::make_unique<WorkerGroup>(std::move(options), [this](EventLoop& worker_loop, std::size_t) {
      return std::make_unique<test::AdminHandler>(world, worker_loop);
    });
    if (const auto started = workers->start(); !started) throw std::runtime_error(started.error().message);
    world.admin.set_base_url("http://127.0.0.1:7878");
    cookie = "cookie: patchbay_session=" + *world.sessions.redeem(world.sessions.new_login_code());
  }
  ~AdminTest() override {
    world.admin.stop();
    workers->stop();
    workers->join();
  }

  Task<RawPeer> send(std::string method, std::string target, std::string body, std::vector<std::string> fields) {
    RawPeer peer = co_await connect_raw(loop, workers->addresses().front());
    std::string text = method + " " + target + " HTTP/1.1\r\nhost: localhost\r\n";
    for (const std::string& field : fields) text += field + "\r\n";
    if (!body.empty()) text += "content-type: application/json\r\ncontent-length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n" + body;
    const bool sent = co_await peer.send(text);
    EXPECT_TRUE(sent);
    co_return peer;
  }
  Task<RawResponse> call(std::string method, std::string target, std::string body, std::vector<std::string> fields) {
    const codec::Method known = method == "HEAD" ? codec::Method::head : codec::Method::get;
    RawPeer peer = co_await send(std::move(method), std::move(target), std::move(body), std::move(fields));
    co_return co_await peer.read_response(known);
  }
  RawResponse fetch(std::string method, std::string target, std::string body = {}, std::vector<std::string> fields = {}) {
    fields.push_back(cookie);
    return block_on(loop, call(std::move(method), std::move(target), std::move(body), std::move(fields)));
  }
  RawResponse fetch_without_session(std::string method, std::string target) {
    return block_on(loop, call(std::move(method), std::move(target), {}, {}));
  }
  Task<RawPeer> listen(std::string after, std::vector<std::string> fields = std::vector<std::string>()) {
    fields.push_back(cookie);
    std::string target = "/admin/v1/events";
    if (!after.empty()) target += "?after=" + after;
    std::string nothing;
    co_return co_await send("GET", std::move(target), std::move(nothing), std::move(fields));
  }
  RawResponse start(std::string text, std::string conversation = {}) {
    return fetch("POST", "/admin/v1/runs",
                 "{\"conversation_id\":" + (conversation.empty() ? "null" : "\"" + conversation + "\"") + R"(,"model":"local/m","text":")" +
                     text + "\"}");
  }
  // Waits for the run's end as a listener.
  std::string events_until(std::string after, std::string_view marker) {
    std::string seen;
    const auto body = [&]() -> Task<void> {
      RawPeer peer = co_await listen(after);
      seen = co_await peer.read_until(marker);
    };
    run(loop, body);
    return seen;
  }
  std::string last_event_id() { return member(fetch("GET", "/admin/v1/conversations").body, {"last_event_id"}); }

  test::AdminWorld world;
  EventLoop loop;
  std::unique_ptr<WorkerGroup> workers;
  std::string cookie;
};

TEST_F(AdminTest, NeedsASession) {
  for (const char* const path : {"/admin/v1/status", "/admin/v1/events", "/admin/v1/openapi.json", "/admin/v1", "/admin/v1/nothing"}) {
    const auto response = fetch_without_session("GET", path);
    EXPECT_EQ(response.status, 401) << path;
    EXPECT_EQ(member(response.body, {"error", "type"}), "authentication") << path;
    EXPECT_EQ(member(response.body, {"error", "kind"}), "authentication") << path;
  }
  EXPECT_EQ(fetch_without_session("POST", "/admin/v1/login-codes").status, 401);
}

TEST_F(AdminTest, TellsItsStatus) {
  const auto response = fetch("GET", "/admin/v1/status");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("content-type"), "application/json");
  EXPECT_EQ(response.headers.get("cache-control"), "no-store");
  EXPECT_EQ(member(response.body, {"version"}), "0.1.0");
  EXPECT_EQ(member(response.body, {"providers"}), "[]");
}

TEST_F(AdminTest, AnswersWrongRequests) {
  EXPECT_EQ(fetch("GET", "/admin/v1/nothing").status, 404);
  EXPECT_EQ(fetch("GET", "/admin/v1").status, 404);
  EXPECT_EQ(fetch("GET", "/admin/v1/conversations/a/b").status, 404);
  EXPECT_EQ(fetch("GET", "/admin/v1/conversations/").status, 404);
  EXPECT_EQ(fetch("GET", "/admin/v1/conversations/none").status, 404);
  EXPECT_EQ(fetch("DELETE", "/admin/v1/runs/none").status, 404);
  const auto method = fetch("PUT", "/admin/v1/runs");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.headers.get("allow"), "POST");
  EXPECT_EQ(member(method.body, {"error", "status"}), "405");
  for (const char* const path : {"/admin/v1/status", "/admin/v1/conversations", "/admin/v1/conversations/x", "/admin/v1/events",
                                 "/admin/v1/runs/x", "/admin/v1/login-codes", "/admin/v1/openapi.json"})
    EXPECT_EQ(fetch("PUT", path).status, 405) << path;
  const auto broken = fetch("POST", "/admin/v1/runs", "{\"model\":");
  EXPECT_EQ(broken.status, 400);
  EXPECT_EQ(member(broken.body, {"error", "kind"}), "invalid_request");
  const auto typed = fetch("POST", "/admin/v1/runs", R"({"model":1,"text":"x"})");
  EXPECT_EQ(typed.status, 400);
  EXPECT_EQ(member(typed.body, {"error", "param"}), "model");
  EXPECT_EQ(fetch("POST", "/admin/v1/runs", std::string(1024 * 1024 + 1, ' ')).status, 413);
  EXPECT_EQ(fetch("GET", "/admin/v1/events?after=x").status, 400);
}

TEST_F(AdminTest, ARunArrivesAsEvents) {
  const std::string after = last_event_id();
  const auto accepted = start("say Hello \xF0\x9F\x98\x80");
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  EXPECT_EQ(member(accepted.body, {"user_message", "role"}), "user");
  EXPECT_EQ(member(accepted.body, {"assistant_message", "status"}), "streaming");
  const std::string seen = events_until(after, "\"status\":\"done\"");
  EXPECT_NE(seen.find("event: run.started"), std::string::npos);
  EXPECT_NE(seen.find("event: run.delta"), std::string::npos);
  EXPECT_NE(seen.find("event: run.finished"), std::string::npos);
  EXPECT_NE(seen.find("text/event-stream"), std::string::npos);
  const std::string id = member(accepted.body, {"conversation_id"});
  const auto shown = fetch("GET", "/admin/v1/conversations/" + id);
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("\"text\":\"Hello \xF0\x9F\x98\x80\""), std::string::npos) << shown.body;
  EXPECT_NE(shown.body.find("\"provider\":\"scripted\""), std::string::npos);
  EXPECT_EQ(member(fetch("GET", "/admin/v1/conversations").body, {"last_event_id"}), member(shown.body, {"last_event_id"}));
}

TEST_F(AdminTest, AFailureIsRecorded) {
  const std::string after = last_event_id();
  start("fail");
  const std::string seen = events_until(after, "\"kind\":\"provider_unreachable\"");
  EXPECT_NE(seen.find("\"status\":\"failed\""), std::string::npos);
  EXPECT_NE(fetch("GET", "/admin/v1/conversations").body.find("\"title\":\"fail\""), std::string::npos);
}

// Runs and their stops land on either worker by chance; many of them land on both.
TEST_F(AdminTest, ARunIsStoppedFromAnyWorker) {
  for (int i = 0; i < 12; ++i) {
    const auto accepted = start("wait");
    ASSERT_EQ(accepted.status, 202);
    const std::string run_id = member(accepted.body, {"run_id"});
    EXPECT_EQ(fetch("DELETE", "/admin/v1/runs/" + run_id).status, 204);
    const auto shown = fetch("GET", "/admin/v1/conversations/" + member(accepted.body, {"conversation_id"}));
    EXPECT_NE(shown.body.find("\"text\":\"waiting\""), std::string::npos);
    EXPECT_NE(shown.body.find("\"status\":\"stopped\""), std::string::npos);
  }
  const auto all_cancelled = [&]() -> Task<void> {
    const bool done = co_await eventually(loop, [&] { return world.script.cancelled() == 12; });
    EXPECT_TRUE(done);
  };
  run(loop, all_cancelled);
}

TEST_F(AdminTest, OneAnswerAtATime) {
  const auto accepted = start("wait");
  const std::string conversation = member(accepted.body, {"conversation_id"});
  const auto second = start("say more", conversation);
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(member(second.body, {"error", "kind"}), "conflict");
  EXPECT_EQ(fetch("DELETE", "/admin/v1/runs/" + member(accepted.body, {"run_id"})).status, 204);
  EXPECT_EQ(start("say more", conversation).status, 202);
}

TEST_F(AdminTest, TooManyRunsAreRefused) {
  for (std::size_t i = 0; i < 64; ++i) ASSERT_EQ(start("wait").status, 202);
  EXPECT_EQ(start("wait").status, 503);
}

TEST_F(AdminTest, ConversationsAreRenamedAndDeleted) {
  const auto accepted = start("wait");
  const std::string path = "/admin/v1/conversations/" + member(accepted.body, {"conversation_id"});
  const auto renamed = fetch("PATCH", path, R"({"title":"Mine"})");
  EXPECT_EQ(renamed.status, 200);
  EXPECT_EQ(member(renamed.body, {"title"}), "Mine");
  EXPECT_EQ(fetch("PATCH", path, R"({"title":7})").status, 400);
  EXPECT_EQ(fetch("DELETE", path).status, 204);  // its run is stopped
  EXPECT_EQ(fetch("DELETE", path).status, 404);
  EXPECT_EQ(fetch("DELETE", "/admin/v1/runs/" + member(accepted.body, {"run_id"})).status, 404);
}

TEST_F(AdminTest, AListenerComesBackWhereItWas) {
  const std::string after = last_event_id();
  start("say one");
  const std::string first = events_until(after, "event: run.finished");
  const auto body = [&]() -> Task<void> {
    std::vector<std::string> fields(1, "Last-Event-ID: " + after);
    RawPeer peer = co_await listen("", std::move(fields));
    const std::string seen = co_await peer.read_until("event: run.finished");
    EXPECT_NE(seen.find("event: run.started"), std::string::npos);
    RawPeer stale = co_await listen("7");
    const std::string reset = co_await stale.read_until("data: {}");
    EXPECT_NE(reset.find("event: reset"), std::string::npos);
    RawPeer future = co_await listen("9000000000000000");
    const std::string also = co_await future.read_until("data: {}");
    EXPECT_NE(also.find("event: reset"), std::string::npos);
  };
  run(loop, body);
}

TEST_F(AdminTest, ManyListenersHearTheSame) {
  const auto body = [&]() -> Task<void> {
    std::vector<RawPeer> peers;
    for (int i = 0; i < 16; ++i) {
      peers.push_back(co_await listen(""));
      const std::string hello = co_await peers.back().read_until("retry: 1000");
      EXPECT_NE(hello.find("200 OK"), std::string::npos);
    }
    std::vector<std::string> fields = {cookie};
    const RawResponse accepted = co_await call("POST", "/admin/v1/runs", R"({"model":"m","text":"say hi"})", fields);
    EXPECT_EQ(accepted.status, 202);
    for (RawPeer& peer : peers) {
      const std::string seen = co_await peer.read_until("event: run.finished");
      EXPECT_NE(seen.find("\"delta\":\"hi\""), std::string::npos);
    }
  };
  run(loop, body);
}

TEST_F(AdminTest, ARunGoesOnWithoutListeners) {
  const auto accepted = start("say alone");
  const std::string path = "/admin/v1/conversations/" + member(accepted.body, {"conversation_id"});
  const auto body = [&]() -> Task<void> {
    while (true) {
      std::vector<std::string> fields = {cookie};
      const RawResponse shown = co_await call("GET", path, "", fields);
      if (shown.body.find("\"text\":\"alone\"") != std::string::npos) co_return;
      CO_ASSERT(shown.status == 200);
    }
  };
  run(loop, body);
}

TEST_F(AdminTest, ShutdownEndsRunsAndStreams) {
  const auto accepted = start("wait");
  const auto body = [&]() -> Task<void> {
    RawPeer peer = co_await listen("");
    const std::string hello = co_await peer.read_until("retry: 1000");
    world.admin.stop();
    const std::string rest = co_await peer.read_until("0\r\n\r\n");
    EXPECT_NE(rest.find("0\r\n\r\n"), std::string::npos);  // the stream's proper end
  };
  run(loop, body);
  EXPECT_EQ(start("say late").status, 503);
}

TEST_F(AdminTest, TheLinkLogsIn) {
  const std::string link = world.admin.login_link();
  const std::string prefix = "http://127.0.0.1:7878/login?code=";
  ASSERT_TRUE(link.starts_with(prefix));
  const std::string target = "/login?code=" + link.substr(prefix.size());
  const auto first = fetch_without_session("GET", target);
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(first.headers.get("location"), "/");
  const std::string set = std::string(first.headers.get("set-cookie").value_or(""));
  EXPECT_NE(set.find("HttpOnly; SameSite=Strict"), std::string::npos);
  cookie = "cookie: " + set.substr(0, set.find(';'));
  EXPECT_EQ(fetch("GET", "/admin/v1/status").status, 200);
  const auto again = fetch_without_session("GET", target);
  EXPECT_EQ(again.status, 403);
  EXPECT_NE(again.body.find("patchbay open"), std::string::npos);
  EXPECT_EQ(again.headers.get("set-cookie"), std::nullopt);
  EXPECT_EQ(fetch("GET", target).status, 303);  // whoever is logged in is sent on
  EXPECT_EQ(fetch_without_session("GET", "/login").status, 403);
  EXPECT_EQ(fetch_without_session("GET", "/login?code=%zz").status, 403);
  EXPECT_EQ(fetch_without_session("POST", target).status, 405);
}

TEST_F(AdminTest, FreshLinksComeFromASession) {
  const auto response = fetch("POST", "/admin/v1/login-codes");
  EXPECT_EQ(response.status, 201);
  EXPECT_TRUE(member(response.body, {"url"}).starts_with("http://127.0.0.1:7878/login?code="));
}

TEST_F(AdminTest, DescribesItself) {
  const auto response = fetch("GET", "/admin/v1/openapi.json");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(member(response.body, {"openapi"}), "3.1.0");
  for (const char* const path : {"/status", "/conversations", "/conversations/{id}", "/runs", "/runs/{id}", "/events", "/login-codes"})
    EXPECT_NE(member(response.body, {"paths", path}), "") << path;
}

TEST_F(AdminTest, ServesThePage) {
  const auto page = fetch_without_session("GET", "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.get("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.headers.get("cache-control"), "no-cache");
  EXPECT_EQ(page.headers.get("content-security-policy"), content_security_policy);
  EXPECT_EQ(page.headers.get("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.headers.get("referrer-policy"), "no-referrer");
  EXPECT_EQ(page.headers.get("cross-origin-opener-policy"), "same-origin");
  EXPECT_EQ(page.headers.get("cross-origin-resource-policy"), "same-origin");
  const auto head = fetch_without_session("HEAD", "/");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(fetch_without_session("POST", "/").status, 405);
  EXPECT_EQ(fetch_without_session("GET", "/nothing").status, 404);
  EXPECT_TRUE(is_page_path("/"));
  EXPECT_FALSE(is_page_path("/nothing"));
}

TEST(AdminPath, IsRecognised) {
  EXPECT_TRUE(is_admin_path("/admin/v1"));
  EXPECT_TRUE(is_admin_path("/admin/v1/status"));
  EXPECT_FALSE(is_admin_path("/admin/v10"));
  EXPECT_FALSE(is_admin_path("/admin"));
}

}  // namespace
}  // namespace patchbay::admin
