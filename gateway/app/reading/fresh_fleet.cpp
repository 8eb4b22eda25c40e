#include "gateway/app/reading/fresh_fleet.hpp"

#include "gateway/uplink/lines/report_file.hpp"

namespace gatewarden::app {

FreshFleet with_its_files(config::Fleet fleet, const std::set<std::string>& in_use) {
  FreshFleet fresh{std::move(fleet), {}};
  fresh.connection = read_connection_files(fresh.fleet);
  for (const config::FileUplink& file : fresh.fleet.uplink.files) {
    if (!fresh.report_files || in_use.count(file.path) > 0) continue;
    fresh.report_files = ReportFile::usable(file.path);
  }
  return fresh;
}

}  // namespace gatewarden::app
