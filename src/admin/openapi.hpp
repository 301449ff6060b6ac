// The description of the administration API that the binary serves (OpenAPI 3.1, JSON).
#pragma once

#include <string_view>

namespace patchbay::admin {

std::string_view openapi_document();

}  // namespace patchbay::admin
