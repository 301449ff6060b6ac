// Which protocols are spoken? An explicit list; a new protocol is one line here.
#pragma once

#include "protocols/protocol.hpp"

namespace patchbay::protocols {

// Every id that a catalog row can name has an entry; asking for another is a programming error and ends the program.
const ProviderProtocol& provider_protocol(canonical::ProtocolId id);
const ClientDialect& client_dialect(canonical::ProtocolId id);

}  // namespace patchbay::protocols
