// What could not be taken from payloads, counted by kind. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace gatewarden::local_mqtt {

enum class Fault : std::uint8_t { too_large, not_json, too_deep, duplicate_key, wrong_type };
std::string_view to_string(Fault fault);  // "wrong_type"

class PayloadFaults {
 public:
  void add(Fault fault) { ++counts_[static_cast<std::size_t>(fault)]; }
  void add(const PayloadFaults& more);

  std::uint64_t operator[](Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }
  std::uint64_t total() const;
  // Only those that happened.
  std::map<std::string, std::uint64_t> by_name() const;

 private:
  std::array<std::uint64_t, 5> counts_{};  // by Fault
};

}  // namespace gatewarden::local_mqtt
