#include "config/address.hpp"

#include <gtest/gtest.h>

namespace patchbay::config {
namespace {

TEST(HostPort, ReadsNamesAndBothAddressFamilies) {
  EXPECT_EQ(parse_host_port("Localhost:1"), (HostPort{"localhost", 1}));
  EXPECT_EQ(parse_host_port("127.0.0.1:65535"), (HostPort{"127.0.0.1", 65535}));
  EXPECT_EQ(parse_host_port("[::1]:0"), (HostPort{"::1", 0}));
  EXPECT_EQ(parse_host_port("[::1]:80").value().text(), "[::1]:80");
}

TEST(HostPort, RefusesTheRest) {
  for (const char* text : {"", ":1", "a", "a:", "a:x", "a:-1", "a:65536", "a:1 ", "a b:1", "[::1]", "[::1", "[x]:1", "[::1]1", "::1:80",
                           "a:1:2", "-a:1", "a..b:1"})
    EXPECT_FALSE(parse_host_port(text).has_value()) << text;
}

TEST(HostPort, KnowsLoopback) {
  for (const char* text : {"localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1"})
    EXPECT_TRUE(parse_host_port(text)->is_loopback()) << text;
  for (const char* text : {"0.0.0.0:1", "10.0.0.1:1", "[::]:1", "localhost.example:1", "127.0.0.1.example:1"})
    EXPECT_FALSE(parse_host_port(text)->is_loopback()) << text;
}

TEST(Url, IsNormalised) {
  EXPECT_EQ(parse_url("HTTP://Host.Example/V1//").value().text(), "http://host.example/V1");
  EXPECT_EQ(parse_url("https://h:443").value().text(), "https://h");
  EXPECT_EQ(parse_url("http://[::1]:8080/v1").value().authority(), "[::1]:8080");
  EXPECT_EQ(parse_url("https://h:8443/a/b").value(), (Url{Scheme::https, "h", 8443, "/a/b"}));
}

TEST(Url, RefusesWhatCannotBeCalled) {
  for (const char* text : {"", "h", "://h", "ftp://h", "http://", "http:///v1", "http://h:0", "http://h:x", "http://u@h", "http://u:p@h/",
                           "http://h?x", "http://h/#f", "http://h/a b", "http://h/\n", "http://h/\"", "http://h\\x"})
    EXPECT_FALSE(parse_url(text).has_value()) << text;
  EXPECT_EQ(parse_url("https://user:hunter2@h").error().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::config
