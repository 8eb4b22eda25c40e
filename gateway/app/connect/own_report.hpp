// The gateway's own report of now, for `gatewarden check --connect`: a report like those of `run`, with an id above all that
// were ever used, and counted against the floor. Its readings decide no counter: what has grown stays for the next run.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/batch/publication.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/registry/registry.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/store/state_directory.hpp"
#include "gateway/store/store.hpp"

namespace gatewarden::app {

class OwnReport {
 public:
  // Takes over the state directory's store. `fleet`, `clock` and `io` outlive it.
  static Result<std::unique_ptr<OwnReport>> open(boost::asio::io_context& io, Clock& clock,
                                                 const config::Fleet& fleet, const StateDirectory& directory);
  ~OwnReport();

  // Until the service takes the next one; zero: now.
  Duration wait() const;
  // `ready` comes from the loop, once: with the report when the disk has its id and send time, or with why it has not.
  using Ready = std::function<void(Result<Publication>)>;
  void make(const Ready& ready);

 private:
  OwnReport(Clock& clock, const config::Fleet& fleet, std::unique_ptr<Store> store,
            const StoredState& stored);
  Result<Publication> close();

  Clock& clock_;
  const config::Fleet& fleet_;
  std::unique_ptr<Store> store_;
  ReportIds ids_;
  ThingRecord known_;
  Registry registry_;
  OpenReports reports_;
};

}  // namespace gatewarden::app
