// How long does JavaScript think that a text is?
#pragma once

#include <cstddef>
#include <string_view>

namespace patchbay::admin {

// UTF-16 code units of valid UTF-8: one for each code point, two from U+10000 on.
std::size_t utf16_length(std::string_view utf8);

}  // namespace patchbay::admin
