// How a kind of value is read, described and constrained: one object for reading, error texts and schema. Nearly
// free of templates: a type reads into a void*; TypeOf<V> remembers which.
#pragma once

#include <concepts>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

struct DescribedSection;  // described.hpp

class ValueType {
 public:
  virtual ~ValueType();
  // `out` and `value` point to the type's own kind of value.
  // false: a problem was added, and `out` is unchanged.
  virtual bool read_into(const ConfigNode& node, void* out, Problems& problems) const = 0;
  // As it would be written, a section with all defaults; null if there is nothing. Independent
  // of spelling, different for different values: fingerprints use it.
  virtual nlohmann::json json_of(const void* value) const = 0;
  // JSON Schema draft-07 of the value, without the key's title and description.
  virtual nlohmann::json schema() const = 0;
  virtual std::string words() const = 0;    // "a duration from 10ms to 60s"
  virtual std::string example() const = 0;  // "500ms", as YAML
  // What was meant by this value, in a spelling that is taken: derived from what was typed, never from a
  // variable's text. Empty if that cannot be told.
  virtual std::string mended(const ConfigNode& node) const;
  virtual bool is_section() const { return false; }
  // The sections inside, for people.
  virtual std::vector<DescribedSection> describe() const;
};

// Shared by its copies. Nothing is inline: every key of every table makes and drops one.
class TypeHandle {
 public:
  explicit TypeHandle(std::shared_ptr<const ValueType> type);
  TypeHandle(const TypeHandle&);
  TypeHandle(TypeHandle&&) noexcept;
  TypeHandle& operator=(const TypeHandle&);
  TypeHandle& operator=(TypeHandle&&) noexcept;
  ~TypeHandle();
  const ValueType& operator*() const { return *type_; }
  const ValueType* operator->() const { return type_.get(); }

 private:
  std::shared_ptr<const ValueType> type_;
};

template <class V>
class Type;  // custom_type.hpp

template <class V>
class TypeOf : public TypeHandle {
 public:
  explicit TypeOf(std::shared_ptr<const ValueType> type) : TypeHandle(std::move(type)) {}
  template <std::derived_from<Type<V>> Custom>
  TypeOf(std::shared_ptr<Custom> type) : TypeHandle(std::move(type)) {}
  bool read(const ConfigNode& node, V& out, Problems& problems) const {
    return (*this)->read_into(node, &out, problems);
  }
};

}  // namespace gatewarden::config
