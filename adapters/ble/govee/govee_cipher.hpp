// Govee's packets of 24 bytes are scrambled with a key that stands in them: nobody is kept from reading or writing them.
#pragma once

#include "adapters/ble/air/bytes.hpp"
#include "gateway/tls/aes.hpp"

namespace gatewarden::ble {

inline constexpr std::size_t kGoveeScrambledBytes = 24;

// Of exactly that many bytes, behind the company.
bool govee_checksum_fits(Bytes data);
AesBlock govee_unscrambled(Bytes data);

}  // namespace gatewarden::ble
