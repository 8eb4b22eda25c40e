// What was wrong with payloads, counted by kind. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace gatewarden::local_mqtt {

// `too_fast`: not looked at, since its device sends more than its share (link_budget.hpp).
// `mended` loses nothing that was asked for: the payload is not JSON throughout, and could be read.
enum class Fault : std::uint8_t {
  too_large,
  not_json,
  too_deep,
  duplicate_key,
  wrong_type,
  too_fast,
  mended
};
std::string_view to_string(Fault fault);  // "wrong_type"

class PayloadFaults {
 public:
  void add(Fault fault) { ++counts_[static_cast<std::size_t>(fault)]; }
  void add(const PayloadFaults& more);

  std::uint64_t operator[](Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }
  // All but `mended`.
  std::uint64_t lost() const;
  // Only those that happened.
  std::map<std::string, std::uint64_t> by_name() const;

 private:
  std::array<std::uint64_t, 7> counts_{};  // by Fault
};

}  // namespace gatewarden::local_mqtt
