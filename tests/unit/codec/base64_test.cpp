#include "codec/base64.hpp"

#include <gtest/gtest.h>

#include <random>

namespace patchbay::codec {
namespace {

using enum Base64Alphabet;

TEST(Base64, VectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text).value(), bytes);
  }
}

TEST(Base64, UrlSafe) {
  const std::string bytes = "\xFB\xFF\xFE\xFF";
  EXPECT_EQ(base64_encode(bytes), "+//+/w==");
  EXPECT_EQ(base64_encode(bytes, url_safe), "-__-_w");
  EXPECT_EQ(base64_decode("-__-_w", url_safe).value(), bytes);
  EXPECT_EQ(base64_decode("-__-_w==", url_safe).value(), bytes);
  EXPECT_FALSE(base64_decode("+//+/w==", url_safe).has_value());
  EXPECT_FALSE(base64_decode("-__-_w==").has_value());
}

TEST(Base64, StrictDecoding) {
  for (const char* bad : {"Z", "Zg", "Zg=", "Zg===", "Zm9v=", "=", "==", "====", "Zh==", "Zm9=", "Zm 8=", "Zm8=\n", "Zm8=Zm8=", "Zm9v\n",
                          "Z=9v", "\xC3\xA4==", "Zm9vYg==Zm9v"}) {
    EXPECT_FALSE(base64_decode(bad).has_value()) << bad;
  }
  for (const char* bad : {"Z", "Zg=", "Zh", "Zm9=", "Zm9", "Zm9v="}) EXPECT_FALSE(base64_decode(bad, url_safe).has_value()) << bad;
}

TEST(Base64, TheErrorNamesThePlace) {
  const auto error = base64_decode("Zm9vZm9v*m9v");
  ASSERT_FALSE(error.has_value());
  EXPECT_EQ(error.error().kind, base::ErrorKind::invalid_request);
  EXPECT_NE(error.error().message.find("offset 8"), std::string::npos) << error.error().message;
}

TEST(Base64, RandomBytesComeBack) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_EQ(base64_decode(base64_encode(bytes)).value(), bytes);
    EXPECT_EQ(base64_decode(base64_encode(bytes, url_safe), url_safe).value(), bytes);
  }
}

}  // namespace
}  // namespace patchbay::codec
