// Keys whose text means something of Bluetooth: addresses, ids of beacons, characteristics, names of values.
#pragma once

#include <string>
#include <vector>

#include "adapters/ble/settings/identity_keys.hpp"
#include "adapters/ble/settings/value_source.hpp"
#include "gateway/config/keys/types.hpp"

namespace gatewarden::ble {

config::TypeOf<Address> address_type();        // B002
config::TypeOf<IBeaconId> ibeacon_type();      // B003
config::TypeOf<EddystoneId> eddystone_type();  // B004
config::TypeOf<Uuid> uuid_type();              // B005
config::TypeOf<Told> told_type();              // B001
config::TypeOf<double> speed_type();           // a factor, or `max`, which is 0
config::TypeOf<std::vector<std::string>> formats_type();

std::string to_text(const Told& told);
// Words and texts: the metric is a string-list.
bool is_text(const Told& told);
bool is_text(const Uuid& characteristic);

}  // namespace gatewarden::ble
