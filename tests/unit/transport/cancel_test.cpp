#include "transport/cancel.hpp"

namespace patchbay::transport {
namespace {

struct Counted : CancelHook {
  Counted() : CancelHook(&Counted::on_cancel) {}
  static void on_cancel(CancelHook& hook) { ++static_cast<Counted&>(hook).fired; }
  int fired = 0;
};

TEST(Cancel, FiresEveryHookOnceWithTheFirstReason) {
  CancelSource source;
  const CancelToken token = source.token();
  Counted first;
  Counted second;
  token.add(first);
  token.add(second);
  {
    Counted gone;
    token.add(gone);
  }
  EXPECT_FALSE(token.cancelled());
  source.cancel(base::Error(base::ErrorKind::stalled, "one"));
  source.cancel(base::Error(base::ErrorKind::timeout, "two"));
  EXPECT_EQ(first.fired, 1);
  EXPECT_EQ(second.fired, 1);
  EXPECT_TRUE(token.cancelled());
  EXPECT_EQ(token.reason().kind, base::ErrorKind::stalled);
}

TEST(Cancel, TheDefaultTokenNeverFires) {
  const CancelToken token;
  Counted hook;
  token.add(hook);
  EXPECT_FALSE(token.cancelled());
  EXPECT_FALSE(hook.linked());
  EXPECT_EQ(token.reason().kind, base::ErrorKind::cancelled);
}

TEST(Cancel, ALinkedSourceFollowsItsParentAndNotTheOtherWay) {
  CancelSource parent;
  LinkedCancelSource child(parent.token());
  LinkedCancelSource independent(parent.token());
  independent.cancel();
  EXPECT_FALSE(parent.cancelled());
  EXPECT_FALSE(child.cancelled());
  Counted hook;
  child.token().add(hook);
  parent.cancel(base::Error(base::ErrorKind::timeout, "late"));
  EXPECT_EQ(hook.fired, 1);
  EXPECT_EQ(child.reason().kind, base::ErrorKind::timeout);
  LinkedCancelSource born_late(parent.token());
  EXPECT_TRUE(born_late.cancelled());
}

}  // namespace
}  // namespace patchbay::transport
