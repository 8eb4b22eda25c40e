// From an advertisement of a child to samples, and to what is strange about it.
//
// A sign of life is what nobody else could have sent: of a child with a key a packet that its MIC vouches for and that was not
// there before, so that old packets of a sensor that was taken away do not keep it alive. What `min_interval` leaves unread is
// none either. A child without a key lives by whatever is sent in its name, but for packets that are known to be copies.
//
// A flood in a child's name is looked at up to the link's budget (too_fast): that takes more than 3,500 packets a second for
// ten seconds, and the air carries fewer than 2,000 on the channel a radio listens to (a packet of 31 bytes takes 376 us, and
// 150 us lie between two; Core Specification vol 6 part B, 4.1).
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
  bool is_alive(const Device& device) const;
  void decode_all(Device& device, const Heard& heard, Happened& happened);
  void decode_foreign(Device& device, const Heard& heard, Happened& happened);
  bool conclude(Device& device, const Heard& heard, Happened& happened);
  void judge(Device& device, const Heard& heard, Happened& happened);
  void judge_counter(Device& device, const Heard& heard, Happened& happened) const;
  void judge_traits(Device& device, const Heard& heard, Happened& happened) const;
  void count(Device& device, const Happened& happened, SteadyTime at) const;

  const Parts parts_;
  Decoded decoded_;     // of the advertisement at hand
  bool alive_ = false;  // it is a sign of life
  std::uint64_t samples_ = 0, faults_ = 0;
};

}  // namespace gatewarden::ble
