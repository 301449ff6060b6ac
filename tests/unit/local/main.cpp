// The test program is three more programs, chosen by how it is called, so that supervision is tested with real processes and without
// Python: the keeper, the fake llama-server (called by a link of that name), and a stand-in for patchbay that can be killed.
#include "local/keeper.hpp"
#include "unit/local/fake_llama_server.hpp"
#include "unit/local/stand_in.hpp"

#include <gmock/gmock.h>

#include <string_view>

int main(int count, char** arguments) {
  using namespace patchbay::local;
  if (const auto code = run_as_keeper(count, arguments)) return *code;
  const std::string_view program = arguments[0];
  if (program.substr(program.rfind('/') + 1) == "llama-server") return test::run_fake_llama_server(count, arguments);
  if (count > 1 && std::string_view(arguments[1]) == test::stand_in_argument) return test::run_stand_in(count, arguments);
  ::testing::InitGoogleMock(&count, arguments);
  return RUN_ALL_TESTS();
}
