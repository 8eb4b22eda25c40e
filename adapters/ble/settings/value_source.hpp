// A metric's `from:`: a value that the child advertises, what the gateway itself knows of it, or a characteristic that
// is asked over a connection.
#pragma once

#include <chrono>
#include <optional>
#include <variant>

#include "adapters/ble/air/elements.hpp"
#include "adapters/ble/decoding/quantity.hpp"
#include "adapters/ble/settings/own_value.hpp"
#include "adapters/ble/slices/slice_field.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

using Told = std::variant<ValueName, OwnValue>;

// Either `ble` or `gatt`. The slice is of a characteristic; without one, characteristics are read that GATT describes.
struct ValueSource : SliceField {
  std::optional<Told> ble;
  std::optional<Uuid> gatt;
  Duration every = std::chrono::hours(1);  // between two readings of the characteristic
  bool notify = false;                     // subscribe it as well

  bool is_sliced() const { return static_cast<const SliceField&>(*this) != SliceField{}; }
  friend bool operator==(const ValueSource&, const ValueSource&) = default;
};

}  // namespace gatewarden::ble
