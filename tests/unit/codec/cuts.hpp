// Ways to cut a byte stream into reads: whole, byte by byte, in two at every place, and at random places.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::codec::testing {

using Pieces = std::vector<std::string>;

inline Pieces cut_every(std::string_view text, std::size_t size) {
  Pieces pieces;
  for (std::size_t at = 0; at < text.size(); at += size) pieces.emplace_back(text.substr(at, size));
  return pieces;
}

inline Pieces cut_at_random(std::string_view text, unsigned seed) {
  std::mt19937 random(seed);
  const std::size_t longest = seed % 2 == 0 ? 5 : std::max<std::size_t>(text.size() / 3, 1);
  std::uniform_int_distribution<std::size_t> length(1, longest);
  Pieces pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = length(random);
    pieces.emplace_back(text.substr(at, size));
    at += size;
  }
  return pieces;
}

// Every case also holds empty reads, which must change nothing.
inline std::vector<Pieces> all_cuts(std::string_view text, unsigned random_cuts = 20) {
  std::vector<Pieces> cuts = {{std::string(text)}, cut_every(text, 1)};
  const std::size_t halves = std::min<std::size_t>(text.size(), 400);
  for (std::size_t at = 1; at < halves; ++at) cuts.push_back({std::string(text.substr(0, at)), "", std::string(text.substr(at))});
  for (unsigned seed = 1; seed <= random_cuts; ++seed) cuts.push_back(cut_at_random(text, seed));
  return cuts;
}

}  // namespace patchbay::codec::testing
