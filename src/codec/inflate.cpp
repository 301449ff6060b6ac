#include "codec/inflate.hpp"

#include "codec/http_message.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace patchbay::codec {

namespace {

constexpr int gzip_window = 15 + 16;
constexpr int zlib_window = 15;
constexpr int raw_window = -15;

std::unexpected<base::Error> refuse(base::ErrorKind kind, std::string message) {
  return base::fail(kind, std::move(message), base::Origin::provider);
}

// RFC 1950 section 2.2: method 8, window of at most 32 KB, the two bytes divisible by 31.
bool is_zlib_header(unsigned char first, unsigned char second) {
  return (first & 0x0F) == 8 && first >> 4 <= 7 && (first * 256U + second) % 31 == 0;
}

}  // namespace

std::optional<Compression> compression_named(std::string_view content_coding) {
  if (iequals(content_coding, "gzip") || iequals(content_coding, "x-gzip")) return Compression::gzip;
  if (iequals(content_coding, "deflate")) return Compression::deflate;
  return std::nullopt;
}

struct Inflater::Stream {
  Stream(Compression compression_, std::uint64_t limit_) : compression(compression_), limit(limit_) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { close(); }

  void close() {
    if (open) inflateEnd(&zlib);
    open = false;
  }
  base::Result<void> fail(std::string why) {
    close();
    failure = std::move(why);
    return refuse(base::ErrorKind::bad_provider_response, failure);
  }
  base::Result<void> begin(int window) {
    zlib = z_stream{};
    if (inflateInit2(&zlib, window) != Z_OK) return fail("no memory to decompress");
    open = true;
    return {};
  }

  base::Result<void> feed(std::string_view bytes, std::string& out);
  base::Result<void> inflate_all(std::string_view bytes, std::string& out);
  base::Result<void> next_member();

  Compression compression;
  std::uint64_t limit;
  std::uint64_t produced = 0;
  z_stream zlib{};
  bool open = false;
  bool ended = false;  // the compressed stream is complete (another gzip member may follow)
  bool has_first_byte = false;
  char first_byte = 0;
  std::string failure;
};

// The first two bytes of `deflate` tell zlib's format from raw deflate.
base::Result<void> Inflater::Stream::feed(std::string_view bytes, std::string& out) {
  if (!failure.empty()) return fail(failure);
  if (bytes.empty()) return {};
  if (open || ended) return inflate_all(bytes, out);
  if (compression == Compression::gzip) {
    if (auto begun = begin(gzip_window); !begun) return begun;
    return inflate_all(bytes, out);
  }
  if (!has_first_byte) {
    has_first_byte = true;
    first_byte = bytes.front();
    return feed(bytes.substr(1), out);
  }
  const bool zlib_format = is_zlib_header(static_cast<unsigned char>(first_byte), static_cast<unsigned char>(bytes.front()));
  if (auto begun = begin(zlib_format ? zlib_window : raw_window); !begun) return begun;
  if (auto first = inflate_all({&first_byte, 1}, out); !first) return first;
  return inflate_all(bytes, out);
}

base::Result<void> Inflater::Stream::next_member() {
  if (compression != Compression::gzip) return fail("bytes after the end of the compressed body");
  ended = false;
  return begin(gzip_window);
}

base::Result<void> Inflater::Stream::inflate_all(std::string_view bytes, std::string& out) {
  std::array<char, 16 * 1024> buffer;
  while (!bytes.empty()) {
    if (ended) {
      if (auto begun = next_member(); !begun) return begun;
    }
    const auto taken = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 1U << 30));
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    zlib.avail_in = taken;
    int code = Z_OK;
    do {
      zlib.next_out = reinterpret_cast<Bytef*>(buffer.data());
      zlib.avail_out = static_cast<uInt>(buffer.size());
      code = inflate(&zlib, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return fail("the compressed body is damaged");
      const std::size_t made = buffer.size() - zlib.avail_out;
      if (made > limit - produced) return fail(fmt::format("the body is larger than {} bytes when decompressed", limit));
      produced += made;
      out.append(buffer.data(), made);
    } while (code != Z_STREAM_END && zlib.avail_out == 0);
    bytes.remove_prefix(taken - zlib.avail_in);
    if (code == Z_STREAM_END) {
      close();
      ended = true;
    }
  }
  return {};
}

Inflater::Inflater(Compression compression, std::uint64_t output_limit) : stream_(std::make_unique<Stream>(compression, output_limit)) {}
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
Inflater::~Inflater() = default;

base::Result<void> Inflater::feed(std::string_view bytes, std::string& out) { return stream_->feed(bytes, out); }

base::Result<void> Inflater::finish() {
  if (!stream_->failure.empty()) return stream_->fail(stream_->failure);
  const bool untouched = !stream_->open && !stream_->has_first_byte;
  if (stream_->ended || untouched) return {};
  return refuse(base::ErrorKind::truncated, "the compressed body ended before its end mark");
}

}  // namespace patchbay::codec
