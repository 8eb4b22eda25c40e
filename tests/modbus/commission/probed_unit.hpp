// Units as a probe finds them.
#pragma once

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "adapters/modbus/commission/probe.hpp"

namespace gatewarden::modbus {

// Unit 4, which holds these bytes in its holding registers from 0 on; `later`: when they were read again.
inline ProbedUnit unit_with(std::vector<std::uint8_t> bytes, std::vector<std::uint8_t> later = {}) {
  ProbedUnit unit;
  unit.unit = 4;
  const auto count = static_cast<std::uint16_t>(bytes.size() / 2);
  unit.blocks.push_back({{Table::holding_registers, 0, count}, std::move(bytes), std::move(later)});
  return unit;
}

// Holds what nobody thought of: noise, small numbers, letters, nothing but ones, or what YAML takes for its own.
inline ProbedUnit odd_unit(unsigned number, std::mt19937& random) {
  std::vector<std::uint8_t> bytes(40);
  const unsigned kinds[] = {256, 3, 127};
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % kinds[number % 3]);
  if (number % 5 == 0) bytes.assign(40, 0xFF);
  if (number % 7 == 0) bytes.assign(40, static_cast<std::uint8_t>("\"'#:{}"[number % 6]));
  std::vector<std::uint8_t> later = bytes;
  later[7] = static_cast<std::uint8_t>(random());
  ProbedUnit unit = unit_with(std::move(bytes), std::move(later));
  unit.blocks.push_back({{Table::coils, 8, 10}, {0x55, 0x01}, {}});
  return unit;
}

}  // namespace gatewarden::modbus
