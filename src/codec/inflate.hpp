// Decompression of HTTP bodies as they arrive (zlib), with a limit on what comes out.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::codec {

enum class Compression : std::uint8_t {
  gzip,     // one or more members
  deflate,  // zlib format (RFC 9110); raw deflate is taken too, since servers send it
};
// For the value of a content-encoding field: gzip, x-gzip or deflate, without case.
[[nodiscard]] std::optional<Compression> compression_named(std::string_view content_coding);

// Movable; owns about 40 KB of zlib state from the first byte until the end. Errors are bad_provider_response (also for the limit) or
// `truncated`.
class Inflater {
 public:
  explicit Inflater(Compression compression, std::uint64_t output_limit = std::numeric_limits<std::uint64_t>::max());
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;
  ~Inflater();

  // Appends what `bytes` decompress to. After an error nothing more is taken.
  [[nodiscard]] base::Result<void> feed(std::string_view bytes, std::string& out);
  // The body has ended: an error unless the compressed stream has, too. A body without any bytes is fine.
  [[nodiscard]] base::Result<void> finish();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace patchbay::codec
