// HTTP messages as owned values: what the protocol folders and the transport build. Pure data, no wire format.
// The server's parsers give views instead (http1_head.hpp); these structs are for building and for tests.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::codec {

struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};

// An ordered list of header fields; names compare without case (ASCII). Made for about twenty fields: linear search, one vector.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> items) : items_(items) {}

  // The first field of that name; the view lives until the list changes.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return get(name).has_value(); }
  void add(std::string name, std::string value) { items_.push_back({std::move(name), std::move(value)}); }
  // Replaces the first field of that name, removes the others; adds one when there is none.
  void set(std::string_view name, std::string value);
  // How many fields were removed.
  std::size_t remove(std::string_view name);

  void reserve(std::size_t count) { items_.reserve(count); }
  void clear() { items_.clear(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] auto begin() const { return items_.begin(); }
  [[nodiscard]] auto end() const { return items_.end(); }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Header> items_;
};

// The minor version of HTTP/1.
enum class HttpVersion : unsigned char { http_1_0, http_1_1 };

struct RequestHead {
  std::string method;
  std::string target;
  Headers headers;
  HttpVersion version = HttpVersion::http_1_1;
};

struct ResponseHead {
  int status = 200;
  std::string reason;  // empty: the usual phrase of the status
  Headers headers;
  HttpVersion version = HttpVersion::http_1_1;
};

// A whole request as the pure protocol adapters write it. `target` is the path with its query, already percent-encoded.
struct HttpRequest {
  std::string method = "POST";
  std::string target;
  Headers headers;
  std::string body;
};

// A whole response as the pure protocol adapters read and write it.
struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
};

// ASCII comparison without case.
[[nodiscard]] bool iequals(std::string_view a, std::string_view b);

// The usual reason phrase of a status; "Unknown" for one without.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace patchbay::codec
