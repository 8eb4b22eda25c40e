// A simulated electricity meter: registers that move like a real one's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace simulated {

// Two makers' layouts of the same values.
enum class MeterModel : std::uint8_t {
  em24,    // holding registers, 32-bit integers, low word first
  sdm630,  // input registers, 32-bit floats, high word first
};

enum class Mood : std::uint8_t {
  healthy,
  dead,   // never answers
  moody,  // answers every third request with exception 4, device failure
};

class Meter {
 public:
  // `energy_wh`: its counter, which wraps at 2^32.
  Meter(MeterModel model, Mood mood, std::uint32_t energy_wh, std::uint32_t seed);

  void pass(double seconds);  // consumes

  Mood mood() const { return mood_; }
  // Maker, product and firmware, if it tells.
  std::optional<std::array<std::string_view, 3>> identity() const;
  // Whether this request fails; counts it.
  bool fails_now() { return mood_ == Mood::moody && ++requests_ % 3 == 0; }

  // `count` registers from `first` by function 3 (holding) or 4 (input); nothing if the model lacks them.
  std::optional<std::vector<std::uint16_t>> read(std::uint8_t function, std::uint16_t first,
                                                 std::uint16_t count) const;

 private:
  std::uint16_t em24_register(std::uint16_t address) const;
  std::uint16_t sdm630_register(std::uint16_t address) const;

  MeterModel model_;
  Mood mood_;
  std::mt19937 random_;
  std::uint64_t requests_ = 0;
  double volts_[3] = {230, 230, 230};
  double amperes_[3] = {4, 4, 4};
  double energy_wh_ = 0;           // below 2^32
  std::uint16_t errors_ = 0xFFF0;  // 16 bits, soon wraps
};

}  // namespace simulated
