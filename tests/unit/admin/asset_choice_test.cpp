#include "admin/asset_choice.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

constexpr EmbeddedFile all_forms{"/assets/a-1.js", "plain", "brotli", "gzip", "d1"};
constexpr EmbeddedFile plain_only{"/index.html", "plain", {}, {}, "d2"};

TEST(AssetChoice, FollowsAcceptEncoding) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"gzip, deflate, br, zstd", "br"},
      {"gzip", "gzip"},
      {"GZIP", "gzip"},
      {"br", "br"},
      {"br;q=0, gzip", "gzip"},
      {"br; q=0.0 , gzip;q=0", ""},
      {"br;q=0.001", "br"},
      {"*", "br"},
      {"*;q=0", ""},
      {"*, br;q=0", "gzip"},
      {"gzip;q=1.0, *;q=0", "gzip"},
      {"identity", ""},
      {"deflate", ""},
      {"brotli", ""},
      {", ,gzip,", "gzip"},
  };
  for (const auto& [accepts, encoding] : cases) {
    const AssetChoice choice = choose_form(all_forms, accepts, "");
    EXPECT_EQ(choice.encoding, encoding) << accepts;
    EXPECT_EQ(choice.body, *encoding == '\0' ? "plain" : choice.encoding == "br" ? "brotli" : "gzip") << accepts;
    EXPECT_EQ(choice.status, 200);
  }
  EXPECT_EQ(choose_form(plain_only, "br, gzip", "").encoding, "");
  EXPECT_EQ(choose_form(plain_only, "br, gzip", "").body, "plain");
}

TEST(AssetChoice, KnowsWhatTheBrowserHas) {
  EXPECT_EQ(choose_form(all_forms, "", "").etag, "\"d1\"");
  EXPECT_EQ(choose_form(all_forms, "br", "").etag, "\"d1-br\"");
  EXPECT_EQ(choose_form(all_forms, "gzip", "").etag, "\"d1-gzip\"");
  EXPECT_EQ(choose_form(all_forms, "br", "\"d1-br\"").status, 304);
  EXPECT_EQ(choose_form(all_forms, "br", "\"d1-br\"").body, "");
  EXPECT_EQ(choose_form(all_forms, "br", "W/\"d1-br\"").status, 304);
  EXPECT_EQ(choose_form(all_forms, "br", "\"old\", \"d1-br\"").status, 304);
  EXPECT_EQ(choose_form(all_forms, "br", "*").status, 304);
  EXPECT_EQ(choose_form(all_forms, "br", "\"d1\"").status, 200);
  EXPECT_EQ(choose_form(all_forms, "br", "\"d1-gzip\"").status, 200);
}

TEST(AssetChoice, FindsFiles) {
  const EmbeddedFile files[] = {all_forms, plain_only};
  EXPECT_EQ(find_file(files, "/"), &files[1]);
  EXPECT_EQ(find_file(files, "/index.html"), &files[1]);
  EXPECT_EQ(find_file(files, "/assets/a-1.js"), &files[0]);
  for (const char* const path : {"", "/nothing", "/assets", "/assets/", "/assets/../index.html", "//", "/index.html/"})
    EXPECT_EQ(find_file(files, path), nullptr) << path;
}

TEST(AssetChoice, KnowsTypesAndHowLongTheyHold) {
  EXPECT_EQ(content_type_of("/index.html"), "text/html; charset=utf-8");
  EXPECT_EQ(content_type_of("/assets/a.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(content_type_of("/assets/a.css"), "text/css; charset=utf-8");
  EXPECT_EQ(content_type_of("/assets/a.woff2"), "font/woff2");
  EXPECT_EQ(content_type_of("/x.svg"), "image/svg+xml");
  EXPECT_EQ(content_type_of("/x"), "application/octet-stream");
  EXPECT_EQ(cache_control_of("/assets/a.js"), "public, max-age=31536000, immutable");
  EXPECT_EQ(cache_control_of("/index.html"), "no-cache");
}

TEST(EmbeddedPage, IsWholeOrAbsent) {
  const auto files = embedded_files();
  if (files.empty()) GTEST_SKIP() << "this build has no page";
  EXPECT_NE(find_file(files, "/"), nullptr);
  for (const EmbeddedFile& file : files) {
    EXPECT_TRUE(file.path.starts_with('/'));
    EXPECT_FALSE(file.plain.empty()) << file.path;
    EXPECT_EQ(file.digest.size(), 16U) << file.path;
    if (!file.gzip.empty()) {
      EXPECT_EQ(file.gzip.substr(0, 2), "\x1F\x8B") << file.path;
    }
  }
}

}  // namespace
}  // namespace patchbay::admin
