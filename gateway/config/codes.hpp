// The codes of this room and what to do about each; `gatewarden schema --codes`
// prints them with the adapters' own.
#pragma once

#include <span>
#include <string>

#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

std::span<const CodeEntry> codes();
// schemas/README.md's table: this room's codes, then each protocol's, in Markdown.
std::string codes_table(std::span<const Protocol* const> protocols);

}  // namespace gatewarden::config
