// What do we keep of a token? Its SHA-256 (libcrypto): enough for random tokens, which cannot be guessed from it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::auth {

using TokenHash = std::array<unsigned char, 32>;

TokenHash hash_token(std::string_view token);
bool same_hash(const TokenHash& left, const TokenHash& right);  // in constant time
std::string hash_text(const TokenHash& hash);                   // 64 hexadecimal digits
std::optional<TokenHash> hash_from_text(std::string_view text);

}  // namespace patchbay::auth
