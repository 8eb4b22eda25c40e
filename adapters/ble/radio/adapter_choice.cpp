#include "adapters/ble/radio/adapter_choice.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gatewarden::ble {

std::optional<std::uint16_t> adapter_number(std::string_view name) {
  if (!name.starts_with("hci")) return std::nullopt;
  name.remove_prefix(3);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || number == 0xFFFF) return std::nullopt;
  return number;
}

AdapterChoice::AdapterChoice(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}

std::vector<std::uint16_t> AdapterChoice::among(const std::map<std::uint16_t, std::string>& there) {
  missing_.clear();
  std::vector<std::uint16_t> chosen;
  if (wanted_.empty()) {
    for (const auto& [number, address] : there) chosen.push_back(number);
    if (there.empty()) missing_.emplace_back("any adapter");
    return chosen;
  }
  for (const std::string& wanted : wanted_) {
    const auto found = find(wanted, there);
    if (!found) {
      missing_.push_back(wanted);
    } else if (std::find(chosen.begin(), chosen.end(), *found) == chosen.end()) {
      chosen.push_back(*found);
    }
  }
  return chosen;
}

std::optional<std::uint16_t> AdapterChoice::find(const std::string& wanted,
                                                 const std::map<std::uint16_t, std::string>& there) {
  const auto number = adapter_number(wanted);
  const std::string& address = number ? address_of_[wanted] : wanted;
  const auto by_number = number ? there.find(*number) : there.end();
  // Its number, unless another adapter has that now and it is elsewhere. Two with one address: by the number.
  if (by_number != there.end() && (address.empty() || by_number->second == address)) {
    address_of_[wanted] = by_number->second;
    return *number;
  }
  const auto by_address = std::find_if(there.begin(), there.end(), [&](const auto& each) {
    return !address.empty() && each.second == address;
  });
  if (by_address != there.end()) return by_address->first;
  if (by_number == there.end()) return std::nullopt;
  address_of_[wanted] = by_number->second;  // another adapter was put in its place
  return *number;
}

}  // namespace gatewarden::ble
