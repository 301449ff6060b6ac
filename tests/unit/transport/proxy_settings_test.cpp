#include "transport/proxy_settings.hpp"

namespace patchbay::transport {
namespace {

TEST(NoProxy, MatchesNamesSuffixesAddressesAndBlocks) {
  struct Case {
    const char* no_proxy;
    const char* host;
    std::uint16_t port;
    bool bypasses;
  };
  const Case cases[] = {
      {"", "example.com", 443, false},
      {"*", "example.com", 443, true},
      {"example.com", "example.com", 443, true},
      {"example.com", "api.example.com", 443, true},
      {"example.com", "badexample.com", 443, false},
      {".example.com", "api.example.com", 443, true},
      {"*.example.com", "api.example.com", 443, true},
      {"EXAMPLE.com", "api.Example.COM", 443, true},
      {"example.com.evil", "example.com", 443, false},
      {"other.org, example.com", "example.com", 443, true},
      {"other.org example.com", "example.com.", 443, true},
      {"example.com:443", "example.com", 443, true},
      {"example.com:80", "example.com", 443, false},
      {"127.0.0.1", "127.0.0.1", 80, true},
      {"127.0.0.1", "127.0.0.2", 80, false},
      {"10.0.0.0/8", "10.200.3.4", 80, true},
      {"10.0.0.0/8", "11.0.0.1", 80, false},
      {"10.0.0.0/33", "10.0.0.1", 80, false},
      {"10.0.0.0/x", "10.0.0.1", 80, false},
      {"::1", "::1", 80, true},
      {"::1", "[::1]", 80, true},
      {"[::1]:8080", "::1", 8080, true},
      {"[::1]:8080", "::1", 80, false},
      {"fd00::/8", "fd12::1", 80, true},
      {"fd00::/8", "fe80::1", 80, false},
      {"0.0.0.1", "1", 80, false},
      {",,", "example.com", 80, false},
  };
  for (const Case& item : cases)
    EXPECT_EQ(bypasses_proxy(item.no_proxy, item.host, item.port), item.bypasses) << item.no_proxy << " | " << item.host;
}

TEST(ProxyUrl, GivesHostPortAndAuthorization) {
  const auto full = parse_proxy_url("http://user:p%40ss@proxy.example:3128/");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->host, "proxy.example");
  EXPECT_EQ(full->port, 3128);
  EXPECT_EQ(full->authorization, "Basic dXNlcjpwQHNz");
  const auto bare = parse_proxy_url("proxy.example:8080");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->host, "proxy.example");
  EXPECT_EQ(bare->port, 8080);
  EXPECT_TRUE(bare->authorization.empty());
  const auto v6 = parse_proxy_url("HTTP://[::1]:9");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(parse_proxy_url("http://proxy")->port, 80);
}

TEST(ProxyUrl, RefusesWhatItCannotSpeak) {
  for (const char* url :
       {"https://proxy:1", "socks5://proxy:1", "http://", "http://proxy:0", "http://proxy:99999", "http://proxy:x", "http://a%zz@b:1"}) {
    const auto proxy = parse_proxy_url(url);
    ASSERT_FALSE(proxy) << url;
    EXPECT_EQ(proxy.error().kind, base::ErrorKind::invalid_request);
  }
}

TEST(ChooseProxy, TakesTheOneOfTheScheme) {
  ProxySettings settings;
  settings.http_proxy = "http://plain:1";
  settings.https_proxy = "http://secure:2";
  settings.all_proxy = "http://all:3";
  settings.no_proxy = "localhost,127.0.0.1";
  EXPECT_EQ(choose_proxy(settings, Security::plain, "a.example", 80)->value().host, "plain");
  EXPECT_EQ(choose_proxy(settings, Security::tls, "a.example", 443)->value().host, "secure");
  settings.https_proxy.clear();
  EXPECT_EQ(choose_proxy(settings, Security::tls, "a.example", 443)->value().host, "all");
  EXPECT_FALSE(choose_proxy(settings, Security::tls, "127.0.0.1", 443)->has_value());
  settings.all_proxy = "socks5://x:1";
  EXPECT_FALSE(choose_proxy(settings, Security::tls, "a.example", 443));
  EXPECT_FALSE(choose_proxy(ProxySettings(), Security::tls, "a.example", 443)->has_value());
}

}  // namespace
}  // namespace patchbay::transport
