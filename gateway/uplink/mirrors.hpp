// The user's own topics. A copy of every report waits here for each mirror. Without the reserved topics, the
// first mirror carries the reports themselves.
#pragma once

#include <random>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/uplink/uplink_settings.hpp"
#include "gateway/uplink/waiting_copies.hpp"
#include "gateway/wire/fit/payload_room.hpp"

namespace gatewarden {

class Mirrors final : public ReportTap {
 public:
  Mirrors(const UplinkSettings& settings, const Clock& clock);

  // Makes the copies. Called from inside the source; the caller has them sent.
  void closed(const ClosedReport& report) override;
  // What the connection takes: longer copies get shorter lists.
  void set_room(const PayloadRoom& room) { room_ = room; }
  WaitingCopies& waiting() { return waiting_; }
  const WaitingCopies& waiting() const { return waiting_; }

  // Where the thing's report is published; empty if the mirror's topic would be too long.
  std::string report_topic(std::string_view thing, Format format) const;
  // Of set_room(), what is left to a report itself.
  PayloadRoom report_room() const;
  // Adds what the topic's settings put around a report.
  void frame_report(Publication& report) const;

 private:
  void encode(const ClosedReport& report, const Mirror& mirror, std::size_t most, std::string& bytes);
  void put_record(const Mirror& mirror, std::string_view thing, std::string& bytes) const;

  const UplinkSettings& settings_;
  const Clock& clock_;
  WaitingCopies waiting_;
  PayloadRoom room_;
  std::mt19937_64 random_{1};  // which members of a list stay
};

}  // namespace gatewarden
