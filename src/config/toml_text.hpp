// Where the texts of a TOML file end, for the checks that read a file before the TOML library does.
#pragma once

#include "config/diagnostic.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay::config {

inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// The end of the text that begins with a quote at `at`: behind its closing quote, or at the end of the line that it is not closed on.
std::size_t end_of_text(std::string_view text, std::size_t at);

// The end of the comment that begins at `at`: its line break or the end of the file.
std::size_t end_of_comment(std::string_view text, std::size_t at);

// Line and column (in characters, from 1) of the byte at `at`.
Place place_of(const std::string& path, std::string_view text, std::size_t at);

}  // namespace patchbay::config
