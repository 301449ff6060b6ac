#include "auth/access_check.hpp"

#include "auth/cross_origin.hpp"
#include "unit/auth/parsed_head.hpp"

#include <gtest/gtest.h>

namespace patchbay::auth {
namespace {

using test::ParsedHead;
using transport::PeerKind;

enum class Verdict { pass, refuse };

struct Case {
  const char* what;
  Verdict expected;
  const char* line;
  std::initializer_list<std::string_view> fields;
  PeerKind peer = PeerKind::tcp;
};

config::Snapshot snapshot() {
  config::Snapshot made;
  made.server.listen = {"192.168.1.5", 7878};
  made.server.hosts = {"patchbay.lan", "fd00::5"};
  made.server.allowed_origins = {"https://app.example", "http://localhost:3000"};
  return made;
}

base::Result<void> check(const ParsedHead& head, PeerKind kind) {
  const transport::Peer peer{kind, kind == PeerKind::unix_socket ? "" : "127.0.0.1", 50000};
  return check_access(head.get(), peer, snapshot(), config::HostPort{"192.168.1.5", 7878});
}

constexpr auto pass = Verdict::pass;
constexpr auto refuse = Verdict::refuse;

const Case cases[] = {
    // Host
    {"localhost", pass, "GET / HTTP/1.1", {"Host: localhost"}},
    {"localhost with a port", pass, "GET / HTTP/1.1", {"Host: localhost:7878"}},
    {"localhost with another port", pass, "GET / HTTP/1.1", {"Host: localhost:1"}},
    {"LOCALHOST", pass, "GET / HTTP/1.1", {"Host: LocalHost:7878"}},
    {"127.0.0.1", pass, "GET /v1/models HTTP/1.1", {"Host: 127.0.0.1:7878"}},
    {"the end of 127/8", pass, "GET /v1/models HTTP/1.1", {"Host: 127.255.255.254"}},
    {"IPv6 loopback", pass, "GET / HTTP/1.1", {"Host: [::1]:7878"}},
    {"IPv6 loopback without a port", pass, "GET / HTTP/1.1", {"Host: [::1]"}},
    {"the listen address", pass, "GET / HTTP/1.1", {"Host: 192.168.1.5:7878"}},
    {"a configured name", pass, "GET / HTTP/1.1", {"Host: Patchbay.LAN:443"}},
    {"a configured IPv6 address", pass, "GET / HTTP/1.1", {"Host: [fd00::5]:7878"}},
    {"a name that was rebound", refuse, "GET / HTTP/1.1", {"Host: evil.example:7878"}},
    {"a rebound name on healthz", refuse, "GET /healthz HTTP/1.1", {"Host: evil.example"}},
    {"a rebound name on a model path", refuse, "POST /v1/chat/completions HTTP/1.1", {"Host: evil.example"}},
    {"a rebound name on an unknown path", refuse, "GET /nothing HTTP/1.1", {"Host: evil.example"}},
    {"a rebound name on metrics", refuse, "GET /metrics HTTP/1.1", {"Host: evil.example"}},
    {"a rebound name on admin", refuse, "GET /admin/v1/status HTTP/1.1", {"Host: evil.example"}},
    {"begins like localhost", refuse, "GET / HTTP/1.1", {"Host: localhost.evil.example"}},
    {"ends like localhost", refuse, "GET / HTTP/1.1", {"Host: evil-localhost"}},
    {"begins like 127", refuse, "GET / HTTP/1.1", {"Host: 127.0.0.1.evil.example"}},
    {"127 with too few numbers", refuse, "GET / HTTP/1.1", {"Host: 127.1"}},
    {"127 with a number too large", refuse, "GET / HTTP/1.1", {"Host: 127.0.0.256"}},
    {"127 in octal", refuse, "GET / HTTP/1.1", {"Host: 127.0.0.01"}},
    {"another private address", refuse, "GET / HTTP/1.1", {"Host: 192.168.1.6:7878"}},
    {"the wildcard address", refuse, "GET / HTTP/1.1", {"Host: 0.0.0.0:7878"}},
    {"IPv4-mapped IPv6", refuse, "GET / HTTP/1.1", {"Host: [::ffff:127.0.0.1]"}},
    {"no host in HTTP/1.0", refuse, "GET / HTTP/1.0", {}},
    {"absolute form, ours", pass, "GET http://localhost:7878/ HTTP/1.1", {"Host: localhost:7878"}},
    {"absolute form, foreign", refuse, "GET http://evil.example/ HTTP/1.1", {"Host: evil.example"}},
    // Origin
    {"our own page",
     pass,
     "POST /admin/v1/runs HTTP/1.1",
     {"Host: localhost:7878", "Origin: http://localhost:7878", "Sec-Fetch-Site: same-origin"}},
    {"our own page, without case", pass, "GET /v1/models HTTP/1.1", {"Host: localhost:7878", "Origin: HTTP://LOCALHOST:7878"}},
    {"our own page over TLS", pass, "GET / HTTP/1.1", {"Host: patchbay.lan", "Origin: https://patchbay.lan"}, PeerKind::tls},
    {"http page, TLS server", refuse, "GET / HTTP/1.1", {"Host: patchbay.lan", "Origin: http://patchbay.lan"}, PeerKind::tls},
    {"https page, plain server", refuse, "GET / HTTP/1.1", {"Host: patchbay.lan", "Origin: https://patchbay.lan"}},
    {"another port", refuse, "GET / HTTP/1.1", {"Host: localhost:7878", "Origin: http://localhost:7879"}},
    {"another port, told as same-site",
     refuse,
     "GET / HTTP/1.1",
     {"Host: localhost:7878", "Origin: http://localhost:7879", "Sec-Fetch-Site: same-site"}},
    {"no port", refuse, "GET / HTTP/1.1", {"Host: localhost:7878", "Origin: http://localhost"}},
    {"another loopback name", refuse, "GET / HTTP/1.1", {"Host: localhost:7878", "Origin: http://127.0.0.1:7878"}},
    {"a foreign page, healthz", refuse, "GET /healthz HTTP/1.1", {"Host: localhost:7878", "Origin: https://evil.example"}},
    {"a foreign page, root", refuse, "GET / HTTP/1.1", {"Host: localhost:7878", "Origin: https://evil.example"}},
    {"a foreign page, models", refuse, "GET /v1/models HTTP/1.1", {"Host: localhost:7878", "Origin: https://evil.example"}},
    {"a foreign page, unknown path", refuse, "GET /x HTTP/1.1", {"Host: localhost:7878", "Origin: https://evil.example"}},
    {"a foreign page, preflight", refuse, "OPTIONS /v1/chat/completions HTTP/1.1", {"Host: localhost", "Origin: https://evil.example"}},
    {"null", refuse, "GET /v1/models HTTP/1.1", {"Host: localhost:7878", "Origin: null"}},
    {"empty", refuse, "GET /v1/models HTTP/1.1", {"Host: localhost:7878", "Origin:"}},
    {"two of them", refuse, "GET /v1/models HTTP/1.1", {"Host: localhost", "Origin: http://localhost", "Origin: http://localhost"}},
    {"ours with something behind", refuse, "GET / HTTP/1.1", {"Host: localhost", "Origin: http://localhost.evil.example"}},
    {"an extension", refuse, "GET /v1/models HTTP/1.1", {"Host: localhost", "Origin: chrome-extension://abcdef"}},
    // Allowed origins
    {"allowed, /v1", pass, "GET /v1/models HTTP/1.1", {"Host: localhost", "Origin: https://app.example", "Sec-Fetch-Site: cross-site"}},
    {"allowed, /v1 itself", pass, "GET /v1 HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, /api", pass, "GET /api/tags HTTP/1.1", {"Host: localhost", "Origin: https://APP.example"}},
    {"allowed, /v1beta", pass, "GET /v1beta/models HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, /openai", pass, "GET /openai/x HTTP/1.1", {"Host: localhost", "Origin: http://localhost:3000", "Sec-Fetch-Site: same-site"}},
    {"allowed, preflight", pass, "OPTIONS /v1/chat/completions HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, but the page", refuse, "GET / HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, but admin", refuse, "GET /admin/v1/status HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, but login", refuse, "GET /login?code=1 HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, but healthz", refuse, "GET /healthz HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, but a path that begins alike", refuse, "GET /v1x HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}},
    {"allowed, with a forged host", refuse, "GET /v1/models HTTP/1.1", {"Host: evil.example", "Origin: https://app.example"}},
    {"allowed name, other scheme", refuse, "GET /v1/models HTTP/1.1", {"Host: localhost", "Origin: http://app.example"}},
    // Sec-Fetch-Site
    {"typed into the address bar", pass, "GET / HTTP/1.1", {"Host: localhost", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"}},
    {"our own page's GET", pass, "GET /admin/v1/status HTTP/1.1", {"Host: localhost", "Sec-Fetch-Site: same-origin"}},
    {"an image in a foreign page", refuse, "GET /healthz HTTP/1.1", {"Host: localhost", "Sec-Fetch-Site: cross-site"}},
    {"a foreign page's form", refuse, "POST /v1/chat/completions HTTP/1.1", {"Host: localhost", "Sec-Fetch-Site: cross-site"}},
    {"a link of another local page", pass, "GET / HTTP/1.1", {"Host: localhost", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate"}},
    {"same-site POST without an origin", refuse, "POST /v1/x HTTP/1.1", {"Host: localhost", "Sec-Fetch-Site: same-site"}},
    {"a word that nobody knows", refuse, "GET / HTTP/1.1", {"Host: localhost", "Sec-Fetch-Site: next-door"}},
    {"cross-site with our own origin",
     refuse,
     "GET / HTTP/1.1",
     {"Host: localhost", "Origin: http://localhost", "Sec-Fetch-Site: cross-site"}},
    // Content type
    {"a program with any type", pass, "POST /v1/x HTTP/1.1", {"Host: localhost", "Content-Length: 2", "Content-Type: text/plain"}},
    {"a program without a type", pass, "POST /v1/x HTTP/1.1", {"Host: localhost", "Content-Length: 2"}},
    {"our page with JSON",
     pass,
     "POST /v1/x HTTP/1.1",
     {"Host: localhost", "Origin: http://localhost", "Content-Length: 2", "Content-Type: application/json"}},
    {"JSON with a charset",
     pass,
     "POST /v1/x HTTP/1.1",
     {"Host: localhost", "Sec-Fetch-Mode: cors", "Content-Length: 2", "Content-Type: Application/JSON ; charset=utf-8"}},
    {"a browser's simple type",
     refuse,
     "POST /v1/x HTTP/1.1",
     {"Host: localhost", "Origin: http://localhost", "Content-Length: 2", "Content-Type: text/plain"}},
    {"a browser's form",
     refuse,
     "POST /v1/x HTTP/1.1",
     {"Host: localhost", "Sec-Fetch-Mode: cors", "Transfer-Encoding: chunked", "Content-Type: application/x-www-form-urlencoded"}},
    {"a browser without a type", refuse, "POST /v1/x HTTP/1.1", {"Host: localhost", "Sec-Fetch-Dest: empty", "Content-Length: 2"}},
    {"a type that begins alike",
     refuse,
     "POST /v1/x HTTP/1.1",
     {"Host: localhost", "Origin: http://localhost", "Content-Length: 2", "Content-Type: application/jsonp"}},
    {"a browser without a body", pass, "DELETE /admin/v1/runs/1 HTTP/1.1", {"Host: localhost", "Origin: http://localhost"}},
    {"a browser with an empty body", pass, "POST /v1/x HTTP/1.1", {"Host: localhost", "Origin: http://localhost", "Content-Length: 0"}},
    // Proxies
    {"Forwarded", refuse, "GET /healthz HTTP/1.1", {"Host: localhost", "Forwarded: for=1.2.3.4"}},
    {"X-Forwarded-For", refuse, "GET /v1/models HTTP/1.1", {"Host: localhost", "X-Forwarded-For: 1.2.3.4"}},
    {"X-Forwarded-Host", refuse, "GET / HTTP/1.1", {"Host: localhost", "x-forwarded-host: a"}},
    {"X-Forwarded-Proto", refuse, "GET / HTTP/1.1", {"Host: localhost", "X-Forwarded-Proto: https"}},
    {"X-Forwarded-anything", refuse, "GET /x HTTP/1.1", {"Host: localhost", "X-FORWARDED-Server: a"}},
    {"Via", refuse, "GET / HTTP/1.1", {"Host: localhost", "Via: 1.1 squid"}},
    {"an empty one", refuse, "GET / HTTP/1.1", {"Host: localhost", "X-Forwarded-For:"}},
    {"a name that begins alike", pass, "GET / HTTP/1.1", {"Host: localhost", "X-Forwarded: a"}},
    // Unix sockets
    {"any host on a Unix socket", pass, "GET /admin/v1/status HTTP/1.1", {"Host: evil.example"}, PeerKind::unix_socket},
    {"any origin on a Unix socket", pass, "GET / HTTP/1.1", {"Host: a", "Origin: https://evil.example"}, PeerKind::unix_socket},
    {"a proxy on a Unix socket", refuse, "GET / HTTP/1.1", {"Host: localhost", "X-Forwarded-For: 1.2.3.4"}, PeerKind::unix_socket},
};

TEST(AccessCheck, DecidesEveryCase) {
  for (const Case& one : cases) {
    const auto result = check(ParsedHead(one.line, one.fields), one.peer);
    EXPECT_EQ(result.has_value(), one.expected == pass) << one.what << ": " << (result ? "passed" : result.error().message);
    if (result) continue;
    EXPECT_EQ(result.error().kind, base::ErrorKind::permission) << one.what;
    EXPECT_EQ(result.error().origin, base::Origin::client) << one.what;
  }
}

TEST(AccessCheck, NamesTheCure) {
  const auto message = [](std::initializer_list<std::string_view> fields) {
    return check(ParsedHead("GET /v1/models HTTP/1.1", fields), PeerKind::tcp).error().message;
  };
  EXPECT_NE(message({"Host: a.example"}).find("server.hosts"), std::string::npos);
  EXPECT_NE(message({"Host: localhost", "Origin: http://a.example"}).find("server.allowed_origins"), std::string::npos);
  EXPECT_NE(message({"Host: localhost", "Via: 1.1 a"}).find("client keys"), std::string::npos);
}

std::string_view value_of(const CrossOriginFields& fields, std::string_view name) {
  for (const auto& field : fields.view())
    if (field.name == name) return field.value;
  return {};
}

TEST(CrossOrigin, ShowsAnswersToAllowedOriginsOnly) {
  const auto facts = snapshot();
  const ParsedHead allowed("GET /v1/models HTTP/1.1", {"Host: localhost", "Origin: https://app.example"});
  const auto fields = cross_origin_fields(allowed.get(), facts);
  EXPECT_EQ(value_of(fields, "access-control-allow-origin"), "https://app.example");
  EXPECT_EQ(value_of(fields, "vary"), "origin");
  EXPECT_NE(value_of(fields, "access-control-expose-headers").find("x-patchbay-provider"), std::string_view::npos);
  EXPECT_EQ(value_of(fields, "access-control-allow-credentials"), "");
  EXPECT_TRUE(
      cross_origin_fields(ParsedHead("GET /v1/models HTTP/1.1", {"Host: localhost", "Origin: http://localhost"}).get(), facts).empty());
  EXPECT_TRUE(cross_origin_fields(ParsedHead("GET /v1/models HTTP/1.1", {"Host: localhost"}).get(), facts).empty());
  EXPECT_TRUE(
      cross_origin_fields(ParsedHead("GET /admin/v1 HTTP/1.1", {"Host: localhost", "Origin: https://app.example"}).get(), facts).empty());
}

TEST(CrossOrigin, AnswersPreflights) {
  const ParsedHead head("OPTIONS /v1/chat/completions HTTP/1.1",
                        {"Host: localhost", "Origin: https://app.example", "Access-Control-Request-Method: POST",
                         "Access-Control-Request-Headers: authorization,content-type"});
  EXPECT_TRUE(is_preflight(head.get()));
  const auto fields = preflight_fields(head.get(), snapshot());
  EXPECT_EQ(value_of(fields, "access-control-allow-headers"), "authorization,content-type");
  EXPECT_NE(value_of(fields, "access-control-allow-methods").find("POST"), std::string_view::npos);
  EXPECT_FALSE(is_preflight(ParsedHead("OPTIONS / HTTP/1.1", {"Host: localhost"}).get()));
}

}  // namespace
}  // namespace patchbay::auth
