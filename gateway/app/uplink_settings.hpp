// From the fleet file's settings to those of uplink and batcher.
#pragma once

#include "gateway/batch/batcher.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/greengrass/nucleus.hpp"
#include "gateway/tls/client_identity.hpp"
#include "gateway/uplink/uplink.hpp"

namespace gatewarden::app {

UplinkSettings uplink_settings(const config::Fleet& fleet);
// From the fleet file and the nucleus's environment; an error outside a component.
Result<greengrass::Settings> component_settings(const config::GreengrassUplink& from);
// What the way to the service takes of a report, as far as the fleet file tells. `fitting` is taken for the nucleus
// of this environment, or for lite, which takes less.
PayloadRoom payload_room(const config::Fleet& fleet);
// Whether the connection can survive a reload.
bool same_uplink(const config::Fleet& a, const config::Fleet& b);
// What a connection of uplink.mqtt reads from disks. Of another uplink: nothing.
struct ConnectionFiles {
  Result<void> passwords{};  // whether they can be read
  ClientIdentity::Content identity{};
};
// May wait for a file system: not on the loop.
ConnectionFiles read_connection_files(const config::Fleet& fleet);
// Why a connection with these files cannot be made, of each file at fault. Empty: it can.
std::vector<std::string> connection_faults(const config::Fleet& fleet, const ConnectionFiles& files,
                                           WallTime now);
// That a connection with these files can be made: asked before one that works is given up for it. `refused`: why the
// files now in use are not taken, if so; the same fault again is no reason to stay.
Result<void> check_connection(const config::Fleet& fleet, const ConnectionFiles& files,
                              const std::string& refused, WallTime now);

Batcher::Settings batch_settings(const config::Fleet& fleet);

}  // namespace gatewarden::app
