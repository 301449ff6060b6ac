#include "protocols/registry.hpp"

#include "protocols/openai_chat/adapter.hpp"

#include <cstdlib>

namespace patchbay::protocols {
namespace {

struct Entry {
  canonical::ProtocolId id;
  const ProviderProtocol& (*provider)();
  const ClientDialect& (*client)();
};

constexpr std::array entries = {
    Entry{canonical::ProtocolId::openai_chat, openai_chat::protocol, openai_chat::dialect},
};

const Entry& entry(canonical::ProtocolId id) {
  for (const Entry& each : entries)
    if (each.id == id) return each;
  std::abort();
}

}  // namespace

const ProviderProtocol& provider_protocol(canonical::ProtocolId id) { return entry(id).provider(); }
const ClientDialect& client_dialect(canonical::ProtocolId id) { return entry(id).client(); }

}  // namespace patchbay::protocols
