// The uplink pulls: with a connection, a place in its window and a token, it takes the next due publication.
// Only then does the child's report close, get its id and become bytes.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication.hpp"
#include "gateway/wire/fit/payload_room.hpp"

namespace gatewarden {

class PublicationSource {
 public:
  virtual ~PublicationSource() = default;
  // Nothing if no child is due at `now`.
  virtual std::optional<Publication> next(SteadyTime now) = 0;
  // What the way to the service takes, told with each session: longer reports get shorter lists.
  virtual void set_room(const PayloadRoom& room) { (void)room; }
  // When next() may have something; nothing without children.
  virtual std::optional<SteadyTime> due() const = 0;
};

// A closed report, for destinations besides the one that pulled it. Each is told at once; references
// are valid for the call only.
struct ClosedReport {
  DeviceId device{};
  std::string_view thing;
  const Report& report;
};
class ReportTap {
 public:
  virtual ~ReportTap() = default;
  virtual void closed(const ClosedReport& closed) = 0;
};

// The composition hands outcomes to batch and store.
class OutcomeSink {
 public:
  virtual ~OutcomeSink() = default;
  // The bytes have gone to the connection: the service's floor counts from here.
  virtual void sent(DeviceId device, ReportId id, SteadyTime at) = 0;
  virtual void settled(const Outcome& outcome) = 0;
};

}  // namespace gatewarden
