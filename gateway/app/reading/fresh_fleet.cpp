#include "gateway/app/reading/fresh_fleet.hpp"

#include "gateway/app/protocols.hpp"
#include "gateway/uplink/lines/report_file.hpp"

namespace gatewarden::app {
namespace {

std::vector<std::any> prepared_links(const config::Fleet& fleet) {
  const auto children = config::children_by_link(fleet);
  std::vector<std::any> made(fleet.links.size());
  for (std::size_t i = 0; i < made.size(); ++i) {
    const auto* protocol = config::find_protocol(protocols(), fleet.links[i].protocol);
    if (protocol && protocol->prepare) made[i] = protocol->prepare(fleet.links[i], children[i]);
  }
  return made;
}

}  // namespace

FreshFleet with_its_files(config::Fleet fleet, const std::set<std::string>& in_use) {
  FreshFleet fresh{std::move(fleet), {}};
  fresh.connection = read_connection_files(fresh.fleet);
  for (const config::FileUplink& file : fresh.fleet.uplink.files) {
    if (!fresh.report_files || in_use.count(file.path) > 0) continue;
    fresh.report_files = ReportFile::usable(file.path);
  }
  fresh.prepared = prepared_links(fresh.fleet);
  return fresh;
}

}  // namespace gatewarden::app
