// Resolvable private addresses: who has the key of a device recognises it under every address it shows.
// Source: Core Specification vol 3 part H, 2.2.2; sample data in D.7.
#pragma once

#include <array>
#include <cstdint>

#include "adapters/ble/air/address.hpp"

namespace gatewarden::ble {

// An identity resolving key, most significant byte first. Exports of phones and HCI have it the other way round: whoever
// configures one says which. Never shown.
using IdentityKey = std::array<std::uint8_t, 16>;

// One AES for a resolvable address, nothing for others. By chance a strange address resolves once in 2^24.
bool resolves(const Address& address, const IdentityKey& key);

// The address that a device with this key shows for these 22 random bits (of the lower three bytes). For simulations.
Address private_address(const IdentityKey& key, std::uint32_t random);

}  // namespace gatewarden::ble
