#include "transport/address.hpp"

#include "transport/endpoint.hpp"

namespace patchbay::transport {
namespace {

TEST(SocketAddress, ReadsLiteralsOnly) {
  EXPECT_EQ(SocketAddress::from_literal("127.0.0.1", 80)->text(), "127.0.0.1:80");
  EXPECT_EQ(SocketAddress::from_literal("::1", 80)->text(), "[::1]:80");
  EXPECT_EQ(SocketAddress::from_literal("[::1]", 80)->ip(), "::1");
  EXPECT_EQ(SocketAddress::from_literal("::ffff:10.0.0.1", 80)->ip(), "10.0.0.1");
  for (const char* text : {"", "localhost", "127.0.0.1:80", "1.2.3", "::g", "fe80::1%nosuchinterface"}) {
    EXPECT_FALSE(SocketAddress::from_literal(text, 80)) << text;
  }
}

TEST(SocketAddress, TakesUnixPathsThatFit) {
  const auto address = SocketAddress::from_unix_path("/tmp/some.sock");
  ASSERT_TRUE(address);
  EXPECT_TRUE(address->is_unix());
  EXPECT_EQ(address->port(), 0);
  EXPECT_EQ(address->text(), "unix:/tmp/some.sock");
  EXPECT_FALSE(SocketAddress::from_unix_path(""));
  EXPECT_FALSE(SocketAddress::from_unix_path(std::string(200, 'x')));
}

TEST(Endpoint, ShowsThePortOnlyWhenItIsUnusual) {
  EndpointSpec spec;
  spec.host = "api.example";
  spec.security = Security::tls;
  EXPECT_EQ(Endpoint(spec).host_header(), "api.example");
  EXPECT_EQ(Endpoint(spec).spec().port, 443);
  spec.port = 8443;
  EXPECT_EQ(Endpoint(spec).host_header(), "api.example:8443");
  spec.host = "::1";
  EXPECT_EQ(Endpoint(spec).host_header(), "[::1]:8443");
}

TEST(Endpoint, SharesConnectionsOnlyBetweenEquals) {
  EndpointSpec spec;
  spec.host = "api.example";
  const std::string plain(Endpoint(spec).key());
  EXPECT_EQ(Endpoint(spec).key(), plain);
  EndpointSpec other = spec;
  other.security = Security::tls;
  EXPECT_NE(Endpoint(other).key(), plain);
  other = spec;
  other.ca_file = "/ca.pem";
  EXPECT_NE(Endpoint(other).key(), plain);
  other = spec;
  other.proxy = Proxy{"proxy", 1, ""};
  EXPECT_NE(Endpoint(other).key(), plain);
  other = spec;
  other.server_name = "other.example";
  EXPECT_NE(Endpoint(other).key(), plain);
  EXPECT_EQ(Endpoint(other).verified_name(), "other.example");
}

}  // namespace
}  // namespace patchbay::transport
