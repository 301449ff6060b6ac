#include "unit/local/fake_llama_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local::test {
namespace {

namespace fs = std::filesystem;

struct Script {
  std::string host;
  std::string models;
  std::map<std::string, std::string> words;

  [[nodiscard]] bool has(const std::string& word) const { return words.contains(word); }
  [[nodiscard]] std::string value(const std::string& word) const { return has(word) ? words.at(word) : std::string(); }
  [[nodiscard]] bool happened(const std::string& word) const { return has(word) && fs::exists(value(word)); }
};

Script read_script(int count, char** arguments) {
  Script script;
  for (int i = 1; i + 1 < count; ++i) {
    const std::string_view name = arguments[i];
    const std::string value = arguments[i + 1];
    if (name == "--host") script.host = value;
    if (name == "--models-dir") script.models = value;
    if (name == "--fake") script.words[value.substr(0, value.find('='))] = value.contains('=') ? value.substr(value.find('=') + 1) : "";
  }
  return script;
}

void pause() { ::poll(nullptr, 0, 2); }

class FakeServer {
 public:
  explicit FakeServer(Script script) : script_(std::move(script)) {}

  int run() {
    note("start " + std::to_string(::getpid()));
    if (script_.has("stubborn")) ::signal(SIGTERM, SIG_IGN);
    if (script_.has("offspring")) make_offspring(std::stoi(script_.value("offspring")));
    if (script_.has("exit")) {
      std::fprintf(stderr,
                   "0.00.001.000 I srv  fake: about to end\n0.00.001.234 E srv  fake: told to end\n0.00.001.300 I srv  fake: bye\n");
      return std::stoi(script_.value("exit"));
    }
    while (script_.has("absent") || (script_.has("listen-when") && !script_.happened("listen-when"))) pause();
    if (!listen()) return 1;
    while (true) answer_next();
  }

 private:
  void note(const std::string& line) const {
    if (!script_.has("journal")) return;
    const int file = ::open(script_.value("journal").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string whole = line + "\n";
    (void)!::write(file, whole.data(), whole.size());
    ::close(file);
  }

  void make_offspring(int number) const {
    for (int i = 0; i < number; ++i) {
      if (::fork() == 0) live_on("offspring");
      const pid_t between = ::fork();
      if (between == 0) {
        ::setsid();
        ::signal(SIGTERM, SIG_IGN);
        if (::fork() == 0) live_on("offspring");
        ::_exit(0);
      }
    }
  }
  [[noreturn]] void live_on(const std::string& what) const {
    note(what + " " + std::to_string(::getpid()));
    while (true) ::pause();
  }

  bool listen() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (script_.host.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, script_.host.c_str(), script_.host.size() + 1);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (!bound) std::fprintf(stderr, "0.00.002.000 E srv  start: couldn't bind HTTP server socket, hostname: %s\n", script_.host.c_str());
    return bound && ::listen(listener_, 128) == 0;
  }

  void answer_next() {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    if (script_.happened("mute-when")) {
      kept_.push_back(client);
      return;
    }
    std::string request;
    char chunk[4096];
    while (!complete(request)) {
      const ssize_t length = ::read(client, chunk, sizeof chunk);
      if (length <= 0) break;
      request.append(chunk, static_cast<std::size_t>(length));
    }
    const std::string answer = respond(request);
    (void)!::write(client, answer.data(), answer.size());
    ::close(client);
  }

  static bool complete(const std::string& request) {
    const auto head = request.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const auto length = request.find("ontent-length: ");
    const auto expected = length < head ? std::stoul(request.substr(length + 15)) : 0UL;
    return request.size() >= head + 4 + expected;
  }

  static std::string http(int status, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) +
           " Fake\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  }
  static std::string error(int status, const std::string& message) {
    return http(status, R"({"error":{"code":)" + std::to_string(status) + R"(,"message":")" + message + R"(","type":"fake"}})");
  }

  std::string respond(const std::string& request) {
    if (request.starts_with("GET /health ")) return http(200, R"({"status":"ok"})");
    const char* key = std::getenv("LLAMA_API_KEY");
    if (key == nullptr || !request.contains("uthorization: Bearer " + std::string(key) + "\r\n")) return error(401, "Invalid API Key");
    if (request.starts_with("GET /models?reload=1 ")) known_ = files();
    if (request.starts_with("GET /models")) return http(200, list());
    if (request.starts_with("GET /props?model=")) return model_answers(request);
    const std::string id = model_in(request);
    if (!known().contains(id)) return error(404, "File Not Found");
    if (request.starts_with("POST /models/load ")) return load(id);
    if (request.starts_with("POST /models/unload ")) return unload(id);
    return error(404, "no such path");
  }

  // A model's process that has died: the router says "loaded" for a while, and then "unloaded".
  std::string model_answers(const std::string& request) {
    const std::string id = request.substr(17, request.find(' ', 17) - 17);
    note("probe " + id);
    if (!script_.happened("model-dead-when")) return http(200, "{}");
    started_.erase(id);
    fs::remove(script_.value("model-dead-when"));
    return http(500, "proxy error: Could not establish connection");
  }

  static std::string model_in(const std::string& request) {
    const auto at = request.find(R"("model":")");
    return at == std::string::npos ? "" : request.substr(at + 9, request.find('"', at + 9) - at - 9);
  }

  std::set<std::string> files() const {
    std::set<std::string> ids;
    for (const auto& entry : fs::directory_iterator(script_.models))
      if (entry.path().extension() == ".gguf") ids.insert(entry.path().stem());
    return ids;
  }
  const std::set<std::string>& known() {
    if (known_.empty()) known_ = files();
    return known_;
  }

  std::string state_of(const std::string& id) const {
    if (!started_.contains(id)) return R"({"value":"unloaded"})";
    if (id.starts_with("broken")) return R"({"value":"unloaded","failed":true,"exit_code":1})";
    if (script_.has("loaded-when") && !script_.happened("loaded-when")) return R"({"value":"loading"})";
    return R"({"value":"loaded"})";
  }
  std::string list() {
    std::string entries;
    for (const std::string& id : known())
      entries += (entries.empty() ? "" : ",") + std::string(R"({"id":")") + id + R"(","status":)" + state_of(id) + "}";
    return R"({"object":"list","data":[)" + entries + "]}";
  }

  std::string load(const std::string& id) {
    note("load " + id);
    if (started_.contains(id) && !id.starts_with("broken")) return error(400, "model is already running");
    started_.insert(id);
    if (id.starts_with("broken")) std::fprintf(stderr, "[5001] 0.00.003.000 E srv  load_model: bad magic in %s\n", id.c_str());
    return http(200, R"({"success":true})");
  }
  std::string unload(const std::string& id) {
    note("unload " + id);
    started_.erase(id);
    return http(200, R"({"success":true})");
  }

  Script script_;
  int listener_ = -1;
  std::vector<int> kept_;
  std::set<std::string> known_;
  std::set<std::string> started_;
};

}  // namespace

int run_fake_llama_server(int count, char** arguments) {
  if (count > 1 && std::string_view(arguments[1]) == "--version") {
    std::puts("0.00.001.000 I srv  fake: initializing ...\nversion: 0.0-fake (build 1, commit none)\nbuilt for tests");
    return 0;
  }
  return FakeServer(read_script(count, arguments)).run();
}

}  // namespace patchbay::local::test
