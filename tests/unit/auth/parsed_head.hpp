// A request head for tests, parsed by the real parser. Keeps its text alive.
#pragma once

#include "codec/http1_request_parser.hpp"

#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace patchbay::auth::test {

class ParsedHead {
 public:
  ParsedHead(std::string_view request_line, std::initializer_list<std::string_view> fields)
      : text_(std::make_unique<std::string>()), head_(std::make_unique<codec::RequestHeadView>()) {
    *text_ += std::string(request_line) + "\r\n";
    for (const std::string_view field : fields) *text_ += std::string(field) + "\r\n";
    *text_ += "\r\n";
    codec::Http1RequestParser parser;
    const auto progress = parser.feed(*text_, *head_);
    if (!progress || *progress != codec::ParseProgress::complete) throw std::invalid_argument("not a request head: " + *text_);
  }
  [[nodiscard]] const codec::RequestHeadView& get() const { return *head_; }

 private:
  std::unique_ptr<std::string> text_;
  std::unique_ptr<codec::RequestHeadView> head_;
};

}  // namespace patchbay::auth::test
