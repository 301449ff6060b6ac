// The reference page of the configuration, from the same schema that parses it.
#pragma once

#include <string>

namespace patchbay::config {

// Markdown: docs/reference/configuration.md is exactly this text, and a test compares them.
std::string reference_page();

}  // namespace patchbay::config
