// Both sides of the protocol behind the interfaces of protocols/protocol.hpp.
#pragma once

#include "protocols/protocol.hpp"

namespace patchbay::protocols::openai_chat {

// Static storage; stateless and thread-safe.
const ClientDialect& dialect();
const ProviderProtocol& protocol();

}  // namespace patchbay::protocols::openai_chat
