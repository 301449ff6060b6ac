#include "canonical/request_field.hpp"

#include <gtest/gtest.h>

#include <set>

namespace patchbay::canonical {

TEST(RequestField, NothingIsSetInAnEmptyRequest) {
  const Request request;
  for (std::size_t i = 0; i < request_field_count; ++i) EXPECT_FALSE(is_set(request, static_cast<RequestField>(i)));
}

TEST(RequestField, NamesAreUnique) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < request_field_count; ++i) EXPECT_TRUE(names.insert(name(static_cast<RequestField>(i))).second);
}

TEST(RequestField, ClassesFollowTheDesign) {
  EXPECT_EQ(loss_class(RequestField::tools), LossClass::meaning);
  EXPECT_EQ(loss_class(RequestField::temperature), LossClass::behaviour);
  EXPECT_EQ(loss_class(RequestField::metadata), LossClass::hint);
}

}  // namespace patchbay::canonical
