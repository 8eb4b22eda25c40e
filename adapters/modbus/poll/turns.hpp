// Whose turn it is. Devices wait until due, then in one of two queues: the living, first come first served,
// and the suspect, asked within the probe budget only. Owns no device. Pure.
#pragma once

#include <vector>

#include "adapters/modbus/device/device_queue.hpp"
#include "adapters/modbus/device/health.hpp"
#include "adapters/modbus/poll/requests.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class Turns {
 public:
  explicit Turns(unsigned places) : budget_(places) {}

  // Until its next cycle.
  void wait(Device& device, SteadyTime at);
  // In the middle of its cycle.
  void hold_off(Device& device, SteadyTime until);
  // Takes one that is due out of its wait; or null.
  Device* take_due(SteadyTime now);
  // Behind all waiting devices, or before them.
  void join(Device& device) { queue_of(device).push(device); }
  void join_first(Device& device) { queue_of(device).push_front(device); }

  // Takes the one to ask out of its queue; or null. `proven`: the connection has brought an answer.
  Device* next(const Requests& requests, bool proven, SteadyTime now);
  // Somebody may be asked.
  bool waiting(SteadyTime now) const { return !ready_.empty() || probe_waiting(now); }
  // A request was sent, or ended.
  void asked(const PendingRequest& request);
  void ended(const PendingRequest& request, bool unanswered, SteadyTime now);

  // SteadyTime::max() if there is none.
  SteadyTime next_due() const { return due_.empty() ? SteadyTime::max() : due_.front().at; }
  SteadyTime next_probe(SteadyTime now) const;

  // No longer assigned.
  void remove(const Device& device);
  // Out of its queue; false if in none.
  bool withdraw(const Device& device);
  // The devices' places changed.
  void reorder();
  // Devices silent because the line was down need not sit out their pause.
  void retry_suspects(SteadyTime now);

 private:
  struct Due {
    SteadyTime at;
    Device* device;
    // The top is the earliest, then the first in the fleet file.
    bool operator<(const Due& other) const {
      return at != other.at ? at > other.at : device->place > other.device->place;
    }
  };
  DeviceQueue& queue_of(const Device& device) { return device.suspect() ? probes_ : ready_; }
  bool probe_waiting(SteadyTime now) const { return !probes_.empty() && budget_.allows(now); }
  void push(Device& device, SteadyTime at);

  std::vector<Due> due_;  // a heap
  DeviceQueue ready_;     // due
  DeviceQueue probes_;    // due, but suspect
  ProbeBudget budget_;
  SteadyTime known_first_until_ = SteadyTime::min();  // devices seen before go first
};

}  // namespace gatewarden::modbus
