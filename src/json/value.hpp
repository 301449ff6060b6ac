// A place in a parsed JSON text: its type, its exact source bytes and offsets, its content read on demand.
// A Value is two words that point into a Document and its text; both must outlive it. Reading never throws and never allocates
// except where a std::string appears in the signature. Lookups are tolerant: what is not there is a Value that does not exist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::json {

enum class Type : std::uint8_t { null, boolean, number, string, array, object };

// "null", "a boolean", "a number", "a string", "an array", "an object": for messages.
std::string_view type_name(Type type);

// One entry of a Document's tape, in the order of the text: a container stands before its content, a key before its value.
struct Token {
  static constexpr std::uint8_t has_escapes = 1;  // string: contains a backslash
  static constexpr std::uint8_t is_integer = 2;   // number: neither fraction nor exponent
  static constexpr std::uint32_t max_count = 0xFFFF;

  std::uint32_t start = 0;  // offset of the first byte in the text
  std::uint32_t end = 0;    // offset behind the last byte
  std::uint32_t next = 0;   // distance in tokens to the next sibling; 1 for scalars
  Type type = Type::null;
  std::uint8_t flags = 0;
  std::uint16_t count = 0;  // elements or members of a container; max_count: that many or more
};
static_assert(sizeof(Token) == 16);

class ItemRange;
class MemberRange;

class Value {
 public:
  Value() = default;  // does not exist
  Value(const char* text, const Token* token) : text_(text), token_(token) {}

  bool exists() const { return token_ != nullptr; }
  bool absent() const { return token_ == nullptr || token_->type == Type::null; }  // missing or null

  Type type() const { return token_ ? token_->type : Type::null; }  // null also for what does not exist
  bool is_null() const { return is(Type::null); }
  bool is_boolean() const { return is(Type::boolean); }
  bool is_number() const { return is(Type::number); }
  bool is_integer() const { return is_number() && (token_->flags & Token::is_integer); }  // written without fraction and exponent
  bool is_string() const { return is(Type::string); }
  bool is_array() const { return is(Type::array); }
  bool is_object() const { return is(Type::object); }

  // The exact source bytes of this value, without surrounding whitespace; empty for what does not exist.
  std::string_view raw() const {
    return token_ ? std::string_view(text_ + token_->start, token_->end - token_->start) : std::string_view();
  }
  std::size_t begin_offset() const { return token_ ? token_->start : 0; }
  std::size_t end_offset() const { return token_ ? token_->end : 0; }

  // nullopt: another type, or not representable. An integer may be written 512.0 or 1e3 as long as its value is whole and exact.
  std::optional<bool> as_bool() const;
  std::optional<std::int64_t> as_int64() const;
  std::optional<std::uint64_t> as_uint64() const;
  std::optional<double> as_double() const;

  // Strings. For another type: empty, false.
  bool has_escapes() const { return is_string() && (token_->flags & Token::has_escapes); }
  std::string_view raw_string() const {  // the inside of the quotes, still escaped
    return is_string() ? std::string_view(text_ + token_->start + 1, token_->end - token_->start - 2) : std::string_view();
  }
  // Unescaped. A view into the text when nothing is escaped, else into `scratch`, which is overwritten.
  std::string_view text(std::string& scratch) const;
  std::string to_string() const;
  bool equals(std::string_view unescaped) const {  // is this string exactly that text?
    return has_escapes() ? equals_escaped(unescaped) : is_string() && raw_string() == unescaped;
  }

  // Containers. For another type: empty, 0, a Value that does not exist.
  std::size_t size() const;
  ItemRange items() const;                 // for (Value item : value.items())
  MemberRange members() const;             // for (Member member : value.members())
  Value find(std::string_view key) const;  // the first member of that (unescaped) name
  Value at(std::size_t index) const;       // linear

  const Token* token() const { return token_; }

 private:
  bool is(Type type) const { return token_ != nullptr && token_->type == type; }
  bool equals_escaped(std::string_view unescaped) const;

  const char* text_ = nullptr;
  const Token* token_ = nullptr;
};

struct Member {
  Value name;  // the key, a string
  Value value;

  std::string_view key_raw() const { return name.raw_string(); }                   // still escaped
  std::string_view key(std::string& scratch) const { return name.text(scratch); }  // unescaped
  bool is(std::string_view key) const { return name.equals(key); }
};

class ItemRange {
 public:
  class Iterator {
   public:
    Iterator(const char* text, const Token* token) : text_(text), token_(token) {}
    Value operator*() const { return Value(text_, token_); }
    Iterator& operator++() {
      token_ += token_->next;
      return *this;
    }
    bool operator==(const Iterator& other) const { return token_ == other.token_; }

   private:
    const char* text_;
    const Token* token_;
  };

  ItemRange(const char* text, const Token* first, const Token* last) : text_(text), first_(first), last_(last) {}
  Iterator begin() const { return Iterator(text_, first_); }
  Iterator end() const { return Iterator(text_, last_); }

 private:
  const char* text_;
  const Token* first_;
  const Token* last_;
};

class MemberRange {
 public:
  class Iterator {
   public:
    Iterator(const char* text, const Token* token) : text_(text), token_(token) {}
    Member operator*() const { return Member{Value(text_, token_), Value(text_, token_ + 1)}; }
    Iterator& operator++() {
      token_ += 1 + token_[1].next;
      return *this;
    }
    bool operator==(const Iterator& other) const { return token_ == other.token_; }

   private:
    const char* text_;
    const Token* token_;  // the key
  };

  MemberRange(const char* text, const Token* first, const Token* last) : text_(text), first_(first), last_(last) {}
  Iterator begin() const { return Iterator(text_, first_); }
  Iterator end() const { return Iterator(text_, last_); }

 private:
  const char* text_;
  const Token* first_;
  const Token* last_;
};

inline ItemRange Value::items() const {
  return is_array() ? ItemRange(text_, token_ + 1, token_ + token_->next) : ItemRange(nullptr, nullptr, nullptr);
}
inline MemberRange Value::members() const {
  return is_object() ? MemberRange(text_, token_ + 1, token_ + token_->next) : MemberRange(nullptr, nullptr, nullptr);
}

}  // namespace patchbay::json
