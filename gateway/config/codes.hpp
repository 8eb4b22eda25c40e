// This room's codes and remedies; `gatewarden schema --codes` prints them with the adapters'.
#pragma once

#include <span>
#include <string>

#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

std::span<const CodeEntry> codes();
// The Markdown table of schemas/README.md: this room's codes, then each protocol's.
std::string codes_table(std::span<const Protocol* const> protocols);

}  // namespace gatewarden::config
