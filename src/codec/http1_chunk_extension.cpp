#include "codec/http1_chunk_extension.hpp"

#include "codec/http1_syntax.hpp"

namespace patchbay::codec {

namespace {

using Part = std::optional<ChunkExtension>;

Part after_token(ChunkExtension part, char byte) {
  if (is_token_char(byte)) return part;
  if (byte == ';') return ChunkExtension::name_start;
  if (byte == '=' && part == ChunkExtension::name) return ChunkExtension::value_start;
  return std::nullopt;
}

Part token_begins(ChunkExtension part, char byte) { return is_token_char(byte) ? Part(part) : std::nullopt; }

Part inside_quotes(char byte) {
  if (byte == '"') return ChunkExtension::after_quote;
  if (byte == '\\') return ChunkExtension::escaped;
  return is_field_value({&byte, 1}) ? Part(ChunkExtension::quoted) : std::nullopt;
}

}  // namespace

std::optional<ChunkExtension> next_part(ChunkExtension part, char byte) {
  switch (part) {
    case ChunkExtension::name_start: return token_begins(ChunkExtension::name, byte);
    case ChunkExtension::value_start: return byte == '"' ? Part(ChunkExtension::quoted) : token_begins(ChunkExtension::value, byte);
    case ChunkExtension::name:
    case ChunkExtension::value: return after_token(part, byte);
    case ChunkExtension::quoted: return inside_quotes(byte);
    case ChunkExtension::escaped: return is_field_value({&byte, 1}) ? Part(ChunkExtension::quoted) : std::nullopt;
    case ChunkExtension::after_quote: return byte == ';' ? Part(ChunkExtension::name_start) : std::nullopt;
  }
  return std::nullopt;
}

bool may_end(ChunkExtension part) {
  return part == ChunkExtension::name || part == ChunkExtension::value || part == ChunkExtension::after_quote;
}

}  // namespace patchbay::codec
