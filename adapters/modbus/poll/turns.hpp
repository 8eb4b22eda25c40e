// Whose turn it is. Devices wait until they are due, then in one of two queues: the living, first come first
// served, and the suspect, which are asked within the probe budget alone. Owns no device. Pure.
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

  // Its next cycle begins at `at`.
  void wait(Device& device, SteadyTime at);
  // Goes on with its cycle at `until`.
  void hold_off(Device& device, SteadyTime until);
  // One whose time has come, out of its wait; null where there is none.
  Device* take_due(SteadyTime now);
  // Behind all that wait for their turn, or before them.
  void join(Device& device) { queue_of(device).push(device); }
  void join_first(Device& device) { queue_of(device).push_front(device); }

  // Whom to ask, out of its queue; null where there is none. `proven`: the connection has brought an answer.
  Device* next(const Requests& requests, bool proven, SteadyTime now);
  // Somebody may be asked now.
  bool waiting(SteadyTime now) const { return !ready_.empty() || probe_waiting(now); }
  // A request was sent, or is over.
  void asked(const PendingRequest& request);
  void ended(const PendingRequest& request, bool unanswered, SteadyTime now);

  // SteadyTime::max() where there is none.
  SteadyTime next_due() const { return due_.empty() ? SteadyTime::max() : due_.front().at; }
  SteadyTime next_probe(SteadyTime now) const;

  // Not assigned any more.
  void remove(const Device& device);
  // Takes it out of its queue; false where it is in none.
  bool withdraw(const Device& device);
  // The devices' places have changed.
  void reorder();
  // What did not answer because the line was down need not sit out its pause.
  void retry_suspects(SteadyTime now);

 private:
  struct Due {
    SteadyTime at;
    Device* device;
    // The heap's top is the earliest, of those the first in the fleet file.
    bool operator<(const Due& other) const {
      return at != other.at ? at > other.at : device->place > other.device->place;
    }
  };
  DeviceQueue& queue_of(const Device& device) { return device.suspect() ? probes_ : ready_; }
  bool probe_waiting(SteadyTime now) const { return !probes_.empty() && budget_.allows(now); }
  void push(Device& device, SteadyTime at);

  std::vector<Due> due_;  // a heap; devices that wait for their time
  DeviceQueue ready_;     // whose time has come
  DeviceQueue probes_;    // the same, suspect
  ProbeBudget budget_;
  SteadyTime known_first_until_ = SteadyTime::min();  // devices that have answered before go first
};

}  // namespace gatewarden::modbus
