#include "examples/simulated_site/meter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace simulated {
namespace {

constexpr double kCounterSpan = 4294967296.0;  // 2^32
constexpr double kTimeLapse = 60;              // a second of the demo consumes a minute's energy

std::uint16_t high(std::uint32_t value) { return static_cast<std::uint16_t>(value >> 16); }
std::uint16_t low(std::uint32_t value) { return static_cast<std::uint16_t>(value); }
std::uint32_t rounded(double value) { return static_cast<std::uint32_t>(std::llround(value)); }

}  // namespace

std::optional<std::array<std::string_view, 3>> Meter::identity() const {
  if (model_ != MeterModel::em24) return std::nullopt;
  return std::array<std::string_view, 3>{"Simulated Meters", "EM24-DIN", "1.4"};
}

Meter::Meter(MeterModel model, Mood mood, std::uint32_t energy_wh, std::uint32_t seed)
    : model_(model), mood_(mood), random_(seed), energy_wh_(energy_wh) {}

void Meter::pass(double seconds) {
  std::normal_distribution<double> drift(0, 1);
  for (double& volts : volts_) volts = std::clamp(volts + 0.3 * drift(random_), 215.0, 245.0);
  for (double& amperes : amperes_) amperes = std::clamp(amperes + 0.2 * drift(random_), 0.5, 16.0);
  double watts = 0;
  for (int phase = 0; phase < 3; ++phase) watts += volts_[phase] * amperes_[phase];
  energy_wh_ = std::fmod(energy_wh_ + watts * seconds * kTimeLapse / 3600, kCounterSpan);
  if (drift(random_) > 1) ++errors_;
}

std::optional<std::vector<std::uint16_t>> Meter::read(std::uint8_t function, std::uint16_t first,
                                                      std::uint16_t count) const {
  const bool em24 = model_ == MeterModel::em24;
  const unsigned end = em24 ? 0x60 : 0x200;  // end of its register map
  if (function != (em24 ? 3 : 4) || first + unsigned{count} > end) return std::nullopt;
  std::vector<std::uint16_t> registers;
  registers.reserve(count);
  for (unsigned address = first; address < first + unsigned{count}; ++address) {
    const auto at = static_cast<std::uint16_t>(address);
    registers.push_back(em24 ? em24_register(at) : sdm630_register(at));
  }
  return registers;
}

// 0, 2, 4: 0.1 V per phase; 12, 14, 16: mA; 40: 0.1 W of all; 52: Wh.
std::uint16_t Meter::em24_register(std::uint16_t address) const {
  const std::uint16_t pair = address & ~1U;
  std::uint32_t value = 0;
  if (pair <= 4) {
    value = rounded(volts_[pair / 2] * 10);
  } else if (pair >= 12 && pair <= 16) {
    value = rounded(amperes_[(pair - 12) / 2] * 1000);
  } else if (pair == 40) {
    value = rounded((volts_[0] * amperes_[0] + volts_[1] * amperes_[1] + volts_[2] * amperes_[2]) * 10);
  } else if (pair == 52) {
    value = static_cast<std::uint32_t>(energy_wh_);
  }
  return address % 2 == 0 ? low(value) : high(value);
}

// 0, 2, 4: V; 6, 8, 10: A; 12: W of phase 1; 72: kWh; 0x100: the counter of line errors, one register.
std::uint16_t Meter::sdm630_register(std::uint16_t address) const {
  if (address == 0x100) return errors_;
  const std::uint16_t pair = address & ~1U;
  double value = 0;
  if (pair <= 4) {
    value = volts_[pair / 2];
  } else if (pair >= 6 && pair <= 10) {
    value = amperes_[(pair - 6) / 2];
  } else if (pair == 12) {
    value = volts_[0] * amperes_[0];
  } else if (pair == 72) {
    value = energy_wh_ / 1000;
  }
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
  return address % 2 == 0 ? high(bits) : low(bits);
}

}  // namespace simulated
