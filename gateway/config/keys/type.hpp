// How one kind of value is read, described and constrained. Reading, error texts and the JSON schema come from the
// same object; sections (section.hpp) are types too, so they nest.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// Every read() that returns false has added at least one problem; `out` then keeps what it was.
template <class V>
class Type {
 public:
  virtual ~Type() = default;
  virtual bool read(const ConfigNode& node, V& out, Problems& problems) const = 0;
  // JSON Schema draft-07 of the value, without title and description of the key.
  virtual nlohmann::json schema() const = 0;
  virtual std::string words() const = 0;    // "a duration from 10ms to 60s"
  virtual std::string example() const = 0;  // "500ms", as YAML
  // As a schema's "default" shows it; null where there is nothing to show.
  virtual nlohmann::json to_json(const V& value) const = 0;
  // What the value says: the same however it is spelled, another one for every other value.
  virtual nlohmann::json meaning(const V& value) const { return to_json(value); }
};

template <class V>
using TypeOf = std::shared_ptr<const Type<V>>;

}  // namespace gatewarden::config
