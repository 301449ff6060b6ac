// The grammar of chunk extensions (RFC 9112 section 7.1.1), byte by byte: `;name`, `;name=token` or `;name="quoted"`, without blanks
// between. Their meaning is ignored, as the RFC asks. Internal to the codec.
#pragma once

#include <cstdint>
#include <optional>

namespace patchbay::codec {

enum class ChunkExtension : std::uint8_t { name_start, name, value_start, value, quoted, escaped, after_quote };

// The part after `byte`, which is not CR; nothing when the byte may not stand there.
[[nodiscard]] std::optional<ChunkExtension> next_part(ChunkExtension part, char byte);
// True where the line may end.
[[nodiscard]] bool may_end(ChunkExtension part);

}  // namespace patchbay::codec
