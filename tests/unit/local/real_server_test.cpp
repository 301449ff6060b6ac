// The supervisor with a real llama-server and a real model: what the fake cannot prove. They are taken from $PATCHBAY_TEST_LLAMA_SERVER and
// $PATCHBAY_TEST_MODEL, else from where ./dev puts them; the tests are skipped, and counted so, where there are none.
#include "local/find_server.hpp"
#include "local/router_client.hpp"
#include "transport/block_on.hpp"
#include "transport/http_client.hpp"
#include "transport/resolver.hpp"
#include "unit/local/sandbox.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <array>
#include <cstdlib>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::eventually;
using ::testing::HasSubstr;
using transport::Task;

constexpr const char* model_id = "smollm2";

fs::path from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

// $NAME, else $XDG, else what lies under $HOME.
fs::path folder(const char* name, const char* xdg, const char* below_home) {
  if (const fs::path own = from_environment(name); !own.empty()) return own;
  if (const fs::path base = from_environment(xdg); !base.empty()) return base / "patchbay";
  return from_environment("HOME") / below_home / "patchbay";
}

std::optional<fs::path> real_server() {
  if (const fs::path named = from_environment("PATCHBAY_TEST_LLAMA_SERVER"); fs::exists(named)) return named;
  const auto found = find_server({"", from_environment("PATH").string(), folder("PATCHBAY_HOME", "XDG_DATA_HOME", ".local/share")});
  if (found) return *found;
  const fs::path cached = folder("PATCHBAY_CACHE", "XDG_CACHE_HOME", ".cache") / "engine/llama-server";
  return fs::exists(cached) ? std::optional(cached) : std::nullopt;
}

std::optional<fs::path> real_model() {
  if (const fs::path named = from_environment("PATCHBAY_TEST_MODEL"); fs::exists(named)) return named;
  for (const fs::path& place :
       {folder("PATCHBAY_HOME", "XDG_DATA_HOME", ".local/share"), folder("PATCHBAY_CACHE", "XDG_CACHE_HOME", ".cache")})
    if (const fs::path file = place / "models/smollm2-135m-instruct.gguf"; fs::exists(file)) return file;
  return std::nullopt;
}

class RealLlamaServer : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto server = real_server();
    const auto model = real_model();
    if (!server || !model) GTEST_SKIP() << "no llama-server or no model on this machine";
    fs::create_symlink(fs::absolute(*model), sandbox.root / "home/models" / (std::string(model_id) + ".gguf"));
    SupervisorOptions options;
    options.home = sandbox.root / "home";
    options.managed.managed.llama_server = server->string();
    options.managed.managed.llama_args = {"--ctx-size", "1024", "--parallel", "2"};
    for (char** variable = environ; *variable != nullptr; ++variable) options.environment.emplace_back(*variable);
    supervisor.emplace(options, random, log);
  }

  Task<base::Result<std::unique_ptr<transport::UpstreamResponse>>> begin_chat(std::string words, int tokens) {
    const std::string body =
        fmt::format(R"({{"model":"{}","stream":true,"max_tokens":{},"ignore_eos":true,"messages":[{{"role":"user","content":"{}"}}]}})",
                    model_id, tokens, words);
    const std::array<codec::HeaderView, 2> fields{codec::HeaderView{"authorization", supervisor->authorization()},
                                                  codec::HeaderView{"content-type", "application/json"}};
    const std::array<std::string_view, 1> pieces{body};
    const transport::UpstreamRequest request("POST", "/v1/chat/completions", fields, pieces);
    const transport::UpstreamLimits limits(5s, 120s, 120s, 0ms);
    co_return co_await client.send(supervisor->endpoint(), request, limits, transport::CancelToken());
  }
  Task<base::Result<std::string>> chat(std::string words, int tokens) {
    auto response = co_await begin_chat(std::move(words), tokens);
    if (!response) co_return std::unexpected(response.error());
    if ((*response)->head().status != 200)
      co_return base::fail(base::ErrorKind::provider_error, std::to_string((*response)->head().status));
    co_return co_await transport::read_all(**response, 1 << 20);
  }
  // Reads until something was generated, kills `victim`, reads on to the end.
  Task<base::Result<void>> chat_while_dying(pid_t victim) {
    auto response = co_await begin_chat("Tell me a very long story.", 2000);
    if (!response) co_return std::unexpected(response.error());
    std::string seen;
    while (!seen.contains("\"content\":\"")) {
      const auto bytes = co_await (*response)->read();
      if (!bytes || bytes->empty()) co_return base::fail(base::ErrorKind::internal, "it ended before it was killed: " + seen);
      seen += *bytes;
    }
    ::kill(victim, SIGKILL);
    while (true) {
      const auto bytes = co_await (*response)->read();
      if (!bytes) co_return std::unexpected(bytes.error());
      if (bytes->empty()) co_return base::Result<void>();
    }
  }
  base::Result<Lease> acquire(const std::string& model = model_id) {
    return transport::block_on(loop, supervisor->acquire(loop, model, transport::CancelToken()));
  }
  pid_t model_process() const {
    const auto children = descendants_of(supervisor->status().pid);
    return children.size() == 1 ? children[0].pid : 0;
  }

  test::Sandbox sandbox;
  test::NoSink sink;
  test::RealClock clock;
  telemetry::Logger log{sink, clock};
  test::CountingRandom random;
  transport::EventLoop loop;
  transport::SystemResolver resolver;
  transport::HttpClient client{loop, resolver};
  std::optional<Supervisor> supervisor;
};

TEST_F(RealLlamaServer, AnswersFromItsModel) {
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(supervisor->models().state(model_id), ModelState::loaded);
  const auto answer = transport::block_on(loop, chat("Say hello.", 8));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(*answer, HasSubstr("\"content\":\""));
  EXPECT_THAT(*answer, HasSubstr("data: [DONE]"));
}

TEST_F(RealLlamaServer, NamesItsModelsAsTheFolderDoes) {
  fs::create_directories(sandbox.root / "home/models/in-a-folder");
  const fs::path model = sandbox.root / "home/models" / (std::string(model_id) + ".gguf");
  fs::create_symlink(fs::read_symlink(model), sandbox.root / "home/models/in-a-folder/any-name.gguf");
  fs::create_symlink(fs::read_symlink(model), sandbox.root / "home/models/twice.gguf.gguf");
  sandbox.touch("home/models/x-mmproj-y.gguf");
  sandbox.touch("home/models/mtp-x.gguf");
  ASSERT_TRUE(acquire());
  RouterClient router(client, supervisor->endpoint(), std::string(supervisor->authorization()));
  const auto listed = transport::block_on(loop, router.list(Rescan::yes, transport::CancelToken()));
  ASSERT_TRUE(listed) << listed.error().message;
  std::vector<std::string> names;
  for (const RouterModel& one : *listed) names.push_back(one.id);
  std::vector<std::string> ours;
  const auto files = list_models(sandbox.root / "home/models");
  ASSERT_TRUE(files);
  for (const ModelFile& file : *files) ours.push_back(file.id);
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(ours));
  EXPECT_EQ(ours.size(), 3U);
}

TEST_F(RealLlamaServer, LetsNobodyInWithoutTheKeyNotEvenAtAModelsOwnPort) {
  ASSERT_TRUE(acquire());
  RouterClient stranger(client, supervisor->endpoint(), "Bearer wrong");
  const auto refused = transport::block_on(loop, stranger.list(Rescan::no, transport::CancelToken()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().provider_status, 401);

  std::ifstream file("/proc/" + std::to_string(model_process()) + "/cmdline");
  const std::string line((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string mark = std::string("--port") + '\0';
  ASSERT_TRUE(line.contains(mark));
  transport::EndpointSpec spec;
  spec.host = "127.0.0.1";
  spec.port = static_cast<std::uint16_t>(std::stoi(line.substr(line.find(mark) + mark.size())));
  const transport::Endpoint own_port(spec);
  RouterClient stranger_there(client, own_port, "Bearer wrong");
  const auto refused_there = transport::block_on(loop, stranger_there.list(Rescan::no, transport::CancelToken()));
  ASSERT_FALSE(refused_there);
  EXPECT_EQ(refused_there.error().provider_status, 401);
}

TEST_F(RealLlamaServer, TellsThatAModelFileIsBroken) {
  std::ofstream(sandbox.root / "home/models/garbage.gguf") << std::string(4096, 'g');
  const auto lease = acquire("garbage");
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, base::ErrorKind::provider_error);
  EXPECT_THAT(lease.error().message, HasSubstr("garbage"));
}

TEST_F(RealLlamaServer, IsReplacedWhenItIsKilledWhileItAnswers) {
  ASSERT_TRUE(acquire());
  const auto all = descendants_of(supervisor->status().pid);
  const auto broken = transport::block_on(loop, chat_while_dying(supervisor->status().pid));
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().kind, ::testing::AnyOf(base::ErrorKind::truncated, base::ErrorKind::provider_unreachable));
  supervisor->doubt();
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_TRUE(eventually([&] { return test::all_gone(all); }, 5s));
  EXPECT_TRUE(transport::block_on(loop, chat("Say hello.", 4)));
  EXPECT_EQ(supervisor->status().starts, 2U);
}

TEST_F(RealLlamaServer, LoadsAModelAgainWhoseProcessWasKilled) {
  ASSERT_TRUE(acquire());
  const pid_t victim = model_process();
  ASSERT_NE(victim, 0);
  (void)transport::block_on(loop, chat_while_dying(victim));  // the router itself may end the answer cleanly
  supervisor->doubt();
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_TRUE(transport::block_on(loop, chat("Say hello.", 4)));
  EXPECT_EQ(supervisor->status().starts, 1U);
}

TEST_F(RealLlamaServer, StopsQuicklyWithItsModels) {
  ASSERT_TRUE(acquire());
  auto all = descendants_of(supervisor->status().pid);
  all.push_back(*inspect_process(supervisor->status().pid));
  EXPECT_EQ(all.size(), 2U);
  supervisor->stop();
  EXPECT_TRUE(test::all_gone(all));
}

}  // namespace
}  // namespace patchbay::local
