// Which of the adapters that BlueZ has are meant by the fleet file. A USB adapter that is reset may come back with another
// number: it is known by its address then. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatewarden::ble {

class AdapterChoice {
 public:
  // "hci0" or "AA:BB:CC:DD:EE:FF"; empty: all.
  explicit AdapterChoice(std::vector<std::string> wanted);

  // Of those that are there, number -> address, the numbers that are meant.
  std::vector<std::uint16_t> among(const std::map<std::uint16_t, std::string>& there);
  // Those that are meant and not among the last ones that were there.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  std::optional<std::uint16_t> find(const std::string& wanted,
                                    const std::map<std::uint16_t, std::string>& there);

  std::vector<std::string> wanted_, missing_;
  std::map<std::string, std::string> address_of_;  // of one that is named by its number, once it was seen
};

// "hci0" -> 0.
std::optional<std::uint16_t> adapter_number(std::string_view name);

}  // namespace gatewarden::ble
