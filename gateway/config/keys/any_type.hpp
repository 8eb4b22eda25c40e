// A type whose value the reader does not know; adapters provide them.
#pragma once

#include <any>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

class AnyType {
 public:
  AnyType() = default;
  template <class V>
  explicit AnyType(const TypeOf<V>& type)
      : type_(type),
        fresh_([]() -> std::any { return V{}; }),
        find_([](std::any& value) -> void* { return std::any_cast<V>(&value); }) {}

  std::any fresh() const { return fresh_(); }  // a section with every default
  // Empty if the value was refused.
  std::any read(const ConfigNode& node, Problems& problems) const;
  // Of a refused section what could be read; `fine` becomes false.
  std::any read_partly(const ConfigNode& node, Problems& problems, bool& fine) const;
  // Of a value from read(), a section with all its keys. Equal texts mean the same.
  nlohmann::json to_json(std::any value) const;
  nlohmann::json schema() const;
  std::string example() const;
  std::vector<DescribedSection> describe() const;
  explicit operator bool() const { return type_.has_value(); }

 private:
  std::optional<TypeHandle> type_;
  std::any (*fresh_)() = nullptr;
  void* (*find_)(std::any& value) = nullptr;
};

template <class V>
AnyType erase(const TypeOf<V>& type) {
  return AnyType(type);
}

}  // namespace gatewarden::config
