// Where in a JSON text something stands, as people write it: messages[0].content[1].type
// A Path is a link to its parent on the caller's stack: making one costs nothing, the text is built only when an error needs it.
// A parent and the field's name must outlive the child, so a child cannot be made from a temporary.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay::json {

class Path {
 public:
  Path() = default;  // the top
  explicit Path(std::string_view field) : field_(field), kind_(Kind::field) {}

  Path field(std::string_view name) const& { return Path(this, name); }  // the name may itself hold dots: "function.arguments"
  Path item(std::size_t index) const& { return Path(this, index); }
  Path field(std::string_view name) const&& = delete;
  Path item(std::size_t index) const&& = delete;

  std::string to_string() const;

 private:
  enum class Kind : unsigned char { top, field, item };
  Path(const Path* parent, std::string_view name) : parent_(parent), field_(name), kind_(Kind::field) {}
  Path(const Path* parent, std::size_t index) : parent_(parent), index_(index), kind_(Kind::item) {}

  const Path* parent_ = nullptr;
  std::string_view field_;
  std::size_t index_ = 0;
  Kind kind_ = Kind::top;
};

// The same in steps, for who has no parents on the stack.
void append_path_field(std::string& path, std::string_view name);
void append_path_item(std::string& path, std::size_t index);

}  // namespace patchbay::json
