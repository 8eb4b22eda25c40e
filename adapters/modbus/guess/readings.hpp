// The search behind decodings.hpp: all readings, and the row of them that explains all
// registers in the fewest bits. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "adapters/modbus/guess/plausibility.hpp"

namespace gatewarden::modbus {

struct Reading {
  Way way;
  std::size_t at = 0;
  std::uint64_t raw = 0, later = 0;  // of a number: in natural order, and a moment later
  double still = 0;                  // bits of the value
  double bits = 0;                   // and of its change

  std::size_t end() const { return at + way.registers; }
};

class Readings {
 public:
  // `later`: as many bytes, or empty. Both outlive it.
  Readings(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> later);

  // All registers, without gaps.
  std::vector<Reading> best() const;
  // Readings from register i worth showing: plausible alone and beside their neighbours. Most plausible first.
  std::vector<Reading> others(std::size_t i) const;

 private:
  struct Node {
    Reading reading;
    double so_far = 0;     // bits of the cheapest row ending with it
    double from_here = 0;  // bits of the cheapest row behind it
    const Node* before = nullptr;
  };

  void gather();
  void add(std::size_t i, const Way& way);
  void add_text(std::size_t i, ByteOrder order);
  void go_forward();
  void go_back();
  bool is_believable(const Reading& reading) const;

  std::span<const std::uint8_t> bytes_, later_;
  std::size_t count_;
  std::vector<std::vector<Node>> from_;
  std::vector<std::vector<Node*>> until_;  // by the register behind the last one
  std::vector<double> plain_;              // bits of the registers before, as single numbers
};

}  // namespace gatewarden::modbus
