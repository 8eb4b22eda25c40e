#include "gateway/app/state.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/base/system_clock.hpp"
#include "gateway/report/report_ids.hpp"

namespace gatewarden::app {

Result<std::unique_ptr<Store>> open_store(boost::asio::io_context& io, const StateDirectory& directory) {
  StoreSettings settings;
  settings.post = [&io](std::function<void()> work) { boost::asio::post(io, std::move(work)); };
  settings.opened = SystemClock(io).wall();
  settings.ceiling.known = directory.known_ceiling();
  settings.ceiling.keep = [&io, keep = directory.ceiling_keeper()](std::uint64_t ids) {
    return keep({ids, SystemClock(io).wall()});
  };
  return Store::open(directory.database(), std::move(settings));
}

// A lost database took its ids: begin above all that earlier runs can have used.
std::uint64_t first_report_id(const Store& store, const StoredState& stored, WallTime now) {
  const std::uint64_t known = ReportIds::first_id(stored.report_id_ceiling, stored.ceiling_stored, now);
  return store.lost_ids() ? std::max(known, ReportIds::first_id_after_loss(now)) : known;
}

}  // namespace gatewarden::app
