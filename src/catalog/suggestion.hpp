// "Did you mean ...": the nearest of a few known names.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace patchbay::catalog {

// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other (optimal string alignment). Bytes, ASCII
// case ignored.
std::size_t edit_distance(std::string_view left, std::string_view right);

// The candidate that was probably meant: the nearest one at a distance of at most a third of the longer text (at least 1), or one that the
// word begins or that begins the word. Empty: none is near.
std::string_view suggestion(std::string_view word, std::span<const std::string_view> candidates);

// The kind of vendor that was probably meant; empty: none is near.
std::string_view suggested_kind(std::string_view kind);

}  // namespace patchbay::catalog
