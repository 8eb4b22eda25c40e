// The formats there are: one source each, with its table. A new one is its source, its vectors and a row of formats.cpp.
#pragma once

#include <span>
#include <string_view>

#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {

// In the order in which they are asked: by service data, by manufacturer data, by name.
std::span<const Format* const> formats();
const Format* find_format(std::string_view name);  // or null

// By the first format that recognises it; `into.format` stays empty if none does. `only`: by this one if it recognises it.
void decode(const Packet& packet, SenderState& state, Decoded& into, const Format* only = nullptr);

}  // namespace gatewarden::ble
