// A type made by a room or adapter; its functions take the value's own type.
#pragma once

#include <nlohmann/json.hpp>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

template <class V>
class Type : public ValueType {
 public:
  virtual bool read(const ConfigNode& node, V& out, Problems& problems) const = 0;
  virtual nlohmann::json to_json(const V& value) const = 0;

  bool read_into(const ConfigNode& node, void* out, Problems& problems) const final {
    return read(node, *static_cast<V*>(out), problems);
  }
  nlohmann::json json_of(const void* value) const final { return to_json(*static_cast<const V*>(value)); }
};

}  // namespace gatewarden::config
