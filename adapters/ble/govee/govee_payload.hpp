// Which element of an advertisement is a Govee sensor's, and how it is laid out. Govee has no identifier of its own: name,
// company, listed services and length together say it; what fits none is a stranger's.
// Source: the parsers of the Bluetooth-Devices and ble_monitor projects (no page of the maker).
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/ble/air/elements.hpp"

namespace gatewarden::ble {

// Each named after the first of its models.
enum class GoveeLayout : std::uint8_t {
  h5075,
  h5100,
  h5074,
  h5179,
  h5178,
  h5106,
  h5112,
  h5140,
  h5127,
  h5181,
  h5182,
  h5184,
  h5185,
  h5191,
  h5198,
  h5055,
  scrambled,
};

struct GoveePayload {
  GoveeLayout layout;
  Bytes data;  // behind the company, exactly as long as the layout is
};

std::optional<GoveePayload> find_govee(const Elements& elements);

}  // namespace gatewarden::ble
