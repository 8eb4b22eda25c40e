// The user's own topics. A copy of every report that closes waits here for its turn on the connection, one
// for each mirror. Where the reserved topics are not used, the first mirror carries the reports themselves.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/uplink/uplink_settings.hpp"
#include "gateway/uplink/waiting_copies.hpp"

namespace gatewarden {

class Mirrors final : public ReportTap {
 public:
  Mirrors(const UplinkSettings& settings, const Clock& clock);

  // Makes the copies. Whoever pulls, or wakes the uplink, sees to their sending: a tap
  // is told from inside the source.
  void closed(const ClosedReport& report) override;
  WaitingCopies& waiting() { return waiting_; }
  const WaitingCopies& waiting() const { return waiting_; }

  // Where the thing's own report is published; empty where its name makes the mirror's topic too long.
  std::string report_topic(std::string_view thing, Format format) const;
  // What the report's own topic asks to be put around it.
  void frame_report(Publication& report) const;

 private:
  void put_record(const Mirror& mirror, std::string_view thing, std::string& bytes) const;

  const UplinkSettings& settings_;
  const Clock& clock_;
  WaitingCopies waiting_;
};

}  // namespace gatewarden
