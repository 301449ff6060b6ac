// Which form of a file does this browser get? Pure.
#pragma once

#include "admin/embedded_page.hpp"

#include <span>
#include <string>
#include <string_view>

namespace patchbay::admin {

// nullptr: no such file. "/" is /index.html.
const EmbeddedFile* find_file(std::span<const EmbeddedFile> files, std::string_view path);

struct AssetChoice {
  int status = 200;  // or 304
  std::string_view body;
  std::string_view encoding;  // br, gzip, or empty
  std::string etag;           // one for each form
};

// brotli before gzip before plain, by Accept-Encoding (RFC 9110 section 12.5.3); 304 if If-None-Match has this form.
AssetChoice choose_form(const EmbeddedFile& file, std::string_view accept_encoding, std::string_view if_none_match);

std::string_view content_type_of(std::string_view path);
std::string_view cache_control_of(std::string_view path);  // files in /assets have a hash in their name and never change

}  // namespace patchbay::admin
