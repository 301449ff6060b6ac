// Changes named members of a JSON object in place: the result is a list of views (untouched text, new text, untouched text ...) for
// writev; nothing big is copied or re-serialised, every byte outside the edits stays as it was.
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::json {

// One change to a member of the outermost object, or of an object that is itself such a member. New members go to the end, in order.
// Views: what they show must outlive the Edited.
struct Edit {
  enum class Action : unsigned char {
    set,      // replace the value, or insert the member if it is missing
    replace,  // only if it is there
    insert,   // only if it is missing
    remove,   // nothing happens if it is missing
  };

  static Edit set(std::string_view field, std::string_view json) { return Edit(Action::set, {}, field, json); }
  static Edit replace(std::string_view field, std::string_view json) { return Edit(Action::replace, {}, field, json); }
  static Edit insert(std::string_view field, std::string_view json) { return Edit(Action::insert, {}, field, json); }
  static Edit remove(std::string_view field) { return Edit(Action::remove, {}, field, {}); }

  // One level down: Edit::set_in("stream_options", "include_usage", "true"). A parent that is missing or null is made when there is
  // something to insert; a parent that is no object is invalid_request with its name in `param`.
  static Edit set_in(std::string_view parent, std::string_view field, std::string_view json) {
    return Edit(Action::set, parent, field, json);
  }
  static Edit insert_in(std::string_view parent, std::string_view field, std::string_view json) {
    return Edit(Action::insert, parent, field, json);
  }
  static Edit replace_in(std::string_view parent, std::string_view field, std::string_view json) {
    return Edit(Action::replace, parent, field, json);
  }
  static Edit remove_in(std::string_view parent, std::string_view field) { return Edit(Action::remove, parent, field, {}); }

  Edit(Action what, std::string_view in, std::string_view name, std::string_view json) : action(what), parent(in), field(name), raw(json) {}

  Action action;
  std::string_view parent;  // empty: the outermost object
  std::string_view field;   // unescaped
  std::string_view raw;     // the new value, one valid JSON value
};

// The edited text in pieces. Reusable: keeps its memory. Points into the document's text and the edits' values; may be moved.
class Edited {
 public:
  std::span<const std::string_view> pieces() const { return pieces_; }  // none is empty
  std::size_t size() const { return size_; }                            // bytes of all pieces together
  std::string joined() const;

 private:
  friend class EditPlan;
  std::vector<char> glue_;  // quotes, keys and commas of new members
  std::vector<std::string_view> pieces_;
  std::size_t size_ = 0;
};

// The document must hold a parsed object (else invalid_request). Two edits of one member are an `internal` error, and so is an edit
// of a member beside one inside it. A name that an inner object holds twice is invalid_request.
base::Result<void> apply_edits(const Document& document, std::span<const Edit> edits, Edited& out);

// The same, joined.
base::Result<std::string> edited_text(const Document& document, std::span<const Edit> edits);

}  // namespace patchbay::json
