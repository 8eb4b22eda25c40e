// The objects that both versions of BTHome know.
// Source: bthome.io, page "format", with the ids of April 2026.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "adapters/ble/air/bytes.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

// A number: little endian, divided, and here and there multiplied.
struct BthomeNumber {
  std::uint8_t id;
  std::uint8_t width;  // bytes
  bool is_signed;
  std::uint16_t times;
  std::uint32_t divisor;
  Quantity quantity;
};

// What version 2 may say, and version 1 less.
extern const std::array<Quantity, 96> kBthomeTells;

const BthomeNumber* bthome_number(std::uint8_t id);      // or null
std::optional<Quantity> bthome_binary(std::uint8_t id);  // 0 or 1 in one byte

// What objects say, put into a result. Buttons, dimmers and commands count themselves: one that says nothing holds its
// place, so the second stays the second.
class BthomeValues {
 public:
  // `keep`: the bytes that are given are gone before the result is.
  BthomeValues(Decoded& into, bool keep) : into_(into), keep_(keep) {}

  std::optional<std::uint8_t> packet_id() const { return packet_id_; }

  void number(const BthomeNumber& number, std::int64_t raw);
  void binary(Quantity quantity, std::uint8_t state);
  void button(std::uint8_t event);
  void dimmer(std::uint8_t event, std::uint8_t steps);
  void command(std::uint8_t opcode, Bytes arguments);
  void text(Bytes characters);
  void raw(Bytes bytes);
  void firmware(Bytes least_first);

 private:
  Decoded& into_;
  bool keep_;
  std::optional<std::uint8_t> packet_id_;
  std::uint8_t buttons_ = 0, dimmers_ = 0, commands_ = 0;
};

}  // namespace gatewarden::ble
