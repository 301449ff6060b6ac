#include "auth/token_hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <charconv>
#include <new>

namespace patchbay::auth {

TokenHash hash_token(std::string_view token) {
  TokenHash hash{};
  unsigned length = 0;
  // SHA-256 of a few bytes fails only when there is no memory left.
  if (EVP_Digest(token.data(), token.size(), hash.data(), &length, EVP_sha256(), nullptr) != 1 || length != hash.size())
    throw std::bad_alloc();
  return hash;
}

bool same_hash(const TokenHash& left, const TokenHash& right) { return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0; }

std::string hash_text(const TokenHash& hash) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : hash) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

std::optional<TokenHash> hash_from_text(std::string_view text) {
  TokenHash hash{};
  if (text.size() != hash.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const char* const begin = text.data() + i * 2;
    const auto [end, fault] = std::from_chars(begin, begin + 2, hash[i], 16);
    if (fault != std::errc() || end != begin + 2) return std::nullopt;
  }
  return hash;
}

}  // namespace patchbay::auth
