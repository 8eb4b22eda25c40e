// From an advertisement of a child to samples, and to what is strange about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/ble/device/device.hpp"
#include "adapters/ble/identity/heard.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link_budget.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::ble {

class Intake {
 public:
  // They outlive it. `memory` may be null.
  struct Parts {
    const std::string& link;
    LinkBudget& budget;
    SampleSink& sink;
    DeviceMemory* memory;
  };

  explicit Intake(Parts parts) : parts_(parts) {}

  void take(Device& device, const Heard& heard);
  // A characteristic's value.
  void take(Device& device, const Uuid& characteristic, Bytes value, SteadyTime at);
  // The end of a window of the rate.
  void close_window(Device& device, Duration window, double coverage, SteadyTime now) const;
  void remember(const Device& device) const;

  std::uint64_t samples() const { return samples_; }
  std::uint64_t faults() const { return faults_; }

 private:
  // What happened with one advertisement: bits by OwnValue.
  class Happened {
   public:
    void add(OwnValue value) { bits_ |= std::uint32_t{1} << static_cast<unsigned>(value); }
    std::uint32_t bits() const { return bits_; }

   private:
    std::uint32_t bits_ = std::uint32_t{1} << static_cast<unsigned>(OwnValue::advertisements);
  };
  void place(Device& device, const Heard& heard, Happened& happened) const;
  void decode_all(Device& device, const Heard& heard, Happened& happened);
  void decode_foreign(Device& device, const Heard& heard, Happened& happened);
  bool conclude(Device& device, const Heard& heard, Happened& happened);
  void judge(Device& device, const Heard& heard, Happened& happened);
  void judge_counter(Device& device, const Heard& heard, Happened& happened) const;
  void judge_traits(Device& device, const Heard& heard, Happened& happened) const;
  void count(Device& device, const Happened& happened, SteadyTime at) const;

  const Parts parts_;
  Decoded decoded_;
  std::uint64_t samples_ = 0, faults_ = 0;
};

}  // namespace gatewarden::ble
