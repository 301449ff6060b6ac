// What an answer says, read in the plainest way from its JSON with simdjson's DOM, and the same of our canonical form, to be compared.
#pragma once

#include "canonical/response.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::conformance {

struct PlainTool {
  std::int64_t index = 0;  // the vendor's, while a stream is read
  std::string id;
  std::string name;
  std::string arguments;
};

struct PlainChoice {
  std::string text;
  std::string reasoning;
  std::string refusal;
  std::vector<PlainTool> tools;
  std::string finish;
};

struct PlainAnswer {
  std::string id;
  std::string model;
  std::map<std::int64_t, PlainChoice> choices;
  std::map<std::string, std::int64_t> usage;
  bool error = false;  // carries one
};

PlainAnswer plain_whole(std::string_view body);
// Server-sent events cut at blank lines.
PlainAnswer plain_stream(std::string_view body);
PlainAnswer plain_of(const canonical::Response& response);

std::string describe(const PlainAnswer& answer);

}  // namespace patchbay::conformance
