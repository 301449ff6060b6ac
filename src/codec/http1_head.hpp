// A parsed HTTP/1.1 head as views into the buffer that it was read into: nothing is allocated, names and values are not copied.
// The views live as long as that buffer; if it moves, call rebase(). Not thread-safe, copyable.
#pragma once

#include "codec/http_known_header.hpp"
#include "codec/http_message.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace patchbay::codec {

inline constexpr std::size_t max_header_count = 100;
static_assert(known_header_count <= 64, "HeaderViews keeps one bit for each");

// What the maker of a HeaderView vouches for, so that a writer need not look again: that the name is a token and `known` says which one it
// is (or, for a literal, that it is none of the transport's own); all: that the value may stand in a head, too.
enum class Vouched : std::uint8_t { nothing, name, all };

struct HeaderView {
  std::string_view name;   // as it was sent
  std::string_view value;  // without surrounding blanks
  KnownHeader known = KnownHeader::other;
  Vouched vouched = Vouched::nothing;

  // `known`, looked up where nobody vouches for it.
  [[nodiscard]] KnownHeader known_name() const {
    return vouched == Vouched::nothing && known == KnownHeader::other ? known_header(name) : known;
  }
};

// The fields of a head in the order in which they came; at most max_header_count. A usual head needs no memory beside it.
class HeaderViews {
 public:
  class Iterator {
   public:
    Iterator(const HeaderViews& list, std::size_t index) : list_(&list), index_(index) {}
    HeaderView operator*() const { return (*list_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const HeaderViews* list_;
    std::size_t index_;
  };

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] HeaderView operator[](std::size_t index) const {
    const Entry& entry = entry_at(index);
    return {{base_ + entry.name_offset, entry.name_length}, {base_ + entry.value_offset, entry.value_length}, entry.known, Vouched::all};
  }
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, count_}; }

  // The first field of that name. A name that is in KnownHeader is found fastest by its enumerator.
  [[nodiscard]] std::optional<std::string_view> find(KnownHeader known) const;
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] bool contains(KnownHeader known) const { return (present_ & bit(known)) != 0; }
  [[nodiscard]] std::size_t count(KnownHeader known) const;
  // True if `token` is an element of the comma-separated lists of all fields of that name, without case.
  [[nodiscard]] bool has_token(KnownHeader known, std::string_view token) const;
  [[nodiscard]] Headers to_owned() const;

  // For the parsers.
  void clear(const char* base);
  void rebase(const char* base) { base_ = base; }
  [[nodiscard]] bool add(std::string_view name, std::string_view value, KnownHeader known);  // false: full

 private:
  struct Entry {
    std::uint32_t name_offset;
    std::uint32_t value_offset;
    std::uint32_t value_length;
    std::uint16_t name_length;
    KnownHeader known;
  };
  static constexpr std::size_t usual_count = 24;
  [[nodiscard]] const Entry& entry_at(std::size_t index) const {
    return index < usual_count ? entries_[index] : more_[index - usual_count];
  }
  [[nodiscard]] static std::uint64_t bit(KnownHeader known) { return std::uint64_t{1} << static_cast<unsigned>(known); }

  std::size_t count_ = 0;
  std::uint64_t present_ = 0;  // one bit for each known header that is there: most searches are for one that is not
  const char* base_ = nullptr;
  std::array<Entry, usual_count> entries_;
  std::vector<Entry> more_;
};

enum class Method : std::uint8_t { other, get, head, post, put, del, options, patch, connect, trace };

// How the body after a head is delimited (RFC 9112 section 6.3).
enum class BodyKind : std::uint8_t { none, content_length, chunked, until_eof };
struct BodyFraming {
  BodyKind kind = BodyKind::none;
  std::uint64_t length = 0;  // of content_length
  bool operator==(const BodyFraming&) const = default;
};

struct RequestHeadView {
  Method method = Method::other;
  std::string_view method_name;
  std::string_view target;  // as it was sent
  std::string_view path;    // of the target, still percent-encoded; "/" for absolute-form without one, "*" for OPTIONS *
  std::string_view query;   // without the question mark
  std::string_view host;    // Host, or the authority of an absolute-form target; empty only in HTTP/1.0
  HttpVersion version = HttpVersion::http_1_1;
  HeaderViews headers;
  BodyFraming body;
  bool keep_alive = true;        // what the client asks for
  bool expect_continue = false;  // answer 100 before reading the body, or a final status instead
  std::size_t length = 0;        // bytes of the head, its blank line included: the body begins there
  const char* base = nullptr;    // where the views' buffer begins; for the parser

  // The buffer (same bytes) now begins at `to`.
  void rebase(const char* to);
};

struct ResponseHeadView {
  int status = 0;
  std::string_view reason;
  HttpVersion version = HttpVersion::http_1_1;
  HeaderViews headers;
  BodyFraming body;
  bool keep_alive = true;  // the connection may carry another request once the body has been read
  std::size_t length = 0;
  const char* base = nullptr;

  void rebase(const char* to);
};

// What a parser says after each feed.
enum class ParseProgress : std::uint8_t { need_more, complete };

// How far a parser has come in a head. For the parsers.
struct HeadCursor {
  std::size_t line = 0;     // where the first line not yet taken begins
  std::size_t scanned = 0;  // beyond it: up to here there is no line end
  bool start_line_done = false;
};

struct HeadLimits {
  std::size_t head_bytes = 64 * 1024;  // start line and fields together; at most 16 MB
  std::size_t target_bytes = 16 * 1024;
  std::size_t header_count = max_header_count;  // at most max_header_count
};

}  // namespace patchbay::codec
