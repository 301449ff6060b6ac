#include "codec/inflate.hpp"

#include "unit/codec/cuts.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace patchbay::codec {
namespace {

using testing::all_cuts;
using testing::Pieces;

constexpr int gzip_window = 31;
constexpr int zlib_window = 15;
constexpr int raw_window = -15;

std::string deflate_all(const std::string& text, int window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Outcome {
  std::string text;
  std::optional<base::ErrorKind> error;
  bool operator==(const Outcome&) const = default;
};

Outcome inflate_pieces(const Pieces& pieces, Compression compression, std::uint64_t limit) {
  Inflater inflater(compression, limit);
  Outcome outcome;
  for (const std::string& piece : pieces) {
    if (const auto fed = inflater.feed(piece, outcome.text); !fed) {
      outcome.error = fed.error().kind;
      std::string more;
      EXPECT_FALSE(inflater.feed("x", more).has_value()) << "an error stays";
      EXPECT_FALSE(inflater.finish().has_value());
      return outcome;
    }
  }
  if (const auto ended = inflater.finish(); !ended) outcome.error = ended.error().kind;
  return outcome;
}

Outcome inflate_in_all_cuts(const std::string& bytes, Compression compression, std::uint64_t limit = 1 << 30) {
  const Outcome whole = inflate_pieces({bytes}, compression, limit);
  for (const Pieces& pieces : all_cuts(bytes)) {
    const Outcome cut = inflate_pieces(pieces, compression, limit);
    EXPECT_EQ(cut.error, whole.error);
    if (!whole.error) {
      EXPECT_EQ(cut.text, whole.text);
    }
  }
  return whole;
}

std::string sample() {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += fmt::format("line {} of a body that is longer than one output buffer\n", i * i % 97);
  return text;
}

TEST(Inflate, AllFormats) {
  for (const std::string& text : {std::string(), std::string("x"), sample()}) {
    EXPECT_EQ(inflate_in_all_cuts(deflate_all(text, gzip_window), Compression::gzip), (Outcome{text, {}}));
    EXPECT_EQ(inflate_in_all_cuts(deflate_all(text, zlib_window), Compression::deflate), (Outcome{text, {}}));
    EXPECT_EQ(inflate_in_all_cuts(deflate_all(text, raw_window), Compression::deflate), (Outcome{text, {}}));
  }
}

TEST(Inflate, GzipMembersAreJoined) {
  const std::string two = deflate_all("one,", gzip_window) + deflate_all("two", gzip_window);
  EXPECT_EQ(inflate_in_all_cuts(two, Compression::gzip), (Outcome{"one,two", {}}));
}

TEST(Inflate, AnEmptyBodyIsFine) { EXPECT_EQ(inflate_in_all_cuts("", Compression::gzip), (Outcome{"", {}})); }

TEST(Inflate, ACutBodyIsTruncated) {
  for (const auto& [window, compression] :
       {std::pair{gzip_window, Compression::gzip}, {zlib_window, Compression::deflate}, {raw_window, Compression::deflate}}) {
    const std::string bytes = deflate_all("some text that is cut somewhere", window);
    for (std::size_t size = 1; size < bytes.size(); ++size) {
      EXPECT_EQ(inflate_in_all_cuts(bytes.substr(0, size), compression).error, base::ErrorKind::truncated) << size;
    }
  }
}

TEST(Inflate, DamageIsNoticed) {
  EXPECT_EQ(inflate_in_all_cuts("this is not gzip", Compression::gzip).error, base::ErrorKind::bad_provider_response);
  std::string bytes = deflate_all(sample(), gzip_window);
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);  // the checksum
  EXPECT_EQ(inflate_in_all_cuts(bytes, Compression::gzip).error, base::ErrorKind::bad_provider_response);
  EXPECT_EQ(inflate_in_all_cuts(deflate_all("x", zlib_window) + "y", Compression::deflate).error, base::ErrorKind::bad_provider_response);
  EXPECT_EQ(inflate_in_all_cuts(deflate_all("x", gzip_window) + "garbage!", Compression::gzip).error,
            base::ErrorKind::bad_provider_response);
}

TEST(Inflate, ABombStopsAtTheLimit) {
  const std::string bomb = deflate_all(std::string(50'000'000, '\0'), gzip_window);
  ASSERT_LT(bomb.size(), 60'000U);
  Inflater inflater(Compression::gzip, 1'000'000);
  std::string out;
  const auto fed = inflater.feed(bomb, out);
  ASSERT_FALSE(fed.has_value());
  EXPECT_EQ(fed.error().kind, base::ErrorKind::bad_provider_response);
  EXPECT_LE(out.size(), 1'000'000U);
  EXPECT_EQ(inflate_in_all_cuts(deflate_all("12345", gzip_window), Compression::gzip, 5), (Outcome{"12345", {}}));
  EXPECT_EQ(inflate_in_all_cuts(deflate_all("123456", gzip_window), Compression::gzip, 5).error, base::ErrorKind::bad_provider_response);
}

TEST(Inflate, Names) {
  EXPECT_EQ(compression_named("GZIP"), Compression::gzip);
  EXPECT_EQ(compression_named("x-gzip"), Compression::gzip);
  EXPECT_EQ(compression_named("deflate"), Compression::deflate);
  EXPECT_EQ(compression_named("br"), std::nullopt);
  EXPECT_EQ(compression_named("identity"), std::nullopt);
}

}  // namespace
}  // namespace patchbay::codec
