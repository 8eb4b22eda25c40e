// What an adapter may ask of the composition: a place for an unlisted device, and its memory of a device.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/sample/assignment.hpp"

namespace gatewarden {

// For unlisted devices. Nothing if learning is off, a bound is reached or the name is not allowed; the adapter then only
// counts. Costs the same however many were learned. A device that was learned before is the same Assignment again. The place
// may be one that a silent device of the link gives up: Link::release is then called first.
class Directory {
 public:
  virtual ~Directory() = default;
  virtual std::optional<Assignment> learn(std::string_view link, std::string_view identity) = 0;
};

// What the next run must know of a thing's device, such as identity and settings, in the adapter's words,
// opaque here. One text a thing.
class DeviceMemory {
 public:
  virtual ~DeviceMemory() = default;
  virtual std::string recall(const std::string& thing) const = 0;  // empty: nothing
  virtual void remember(const std::string& thing, std::string text) = 0;
};

}  // namespace gatewarden
