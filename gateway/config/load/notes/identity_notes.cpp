#include "gateway/config/load/notes/identity_notes.hpp"

#include <utility>

namespace gatewarden::config {
namespace {

using Notes = std::vector<std::string>;

void add_missing_files(const MqttUplink& mqtt,
                       const std::function<bool(const std::filesystem::path&)>& exists, Notes& notes) {
  const std::pair<const char*, const std::string&> files[] = {
      {"certificate", mqtt.certificate},
      {"private_key", mqtt.private_key},
      {"ca", mqtt.ca},
      {"password_file", mqtt.password_file},
      {"proxy_password_file", mqtt.proxy_password_file}};
  for (const auto& [key, file] : files) {
    if (file.empty() || exists(file)) continue;
    notes.push_back(std::string("uplink.mqtt.") + key + ": there is no " + file + " on this machine");
  }
}

// A policy for one gateway commonly names its thing, in the client id and before the colon of its children.
void add_names(const Fleet& fleet, Notes& notes) {
  const std::string& thing = fleet.gateway.thing;
  if (fleet.uplink.mqtt->client_id != thing) {
    notes.push_back("uplink.mqtt.client_id " + fleet.uplink.mqtt->client_id + " is not gateway.thing " +
                    thing + ": a policy that allows the thing to connect does not allow this");
  }
  const std::string prefix = thing + ":";
  std::size_t others = 0;
  const Child* first = nullptr;
  for (const Child& child : fleet.children) {
    if (child.thing.text().starts_with(prefix)) continue;
    if (others++ == 0) first = &child;
  }
  if (first == nullptr) return;
  notes.push_back(std::to_string(others) + (others == 1 ? " child is" : " children are") + " not named " +
                  prefix + "...: " + first->thing.text() + (others == 1 ? "" : ", ...") + "; a policy for " +
                  prefix + "* does not let them report");
}

}  // namespace

std::vector<std::string> identity_notes(const Fleet& fleet,
                                        const std::function<bool(const std::filesystem::path&)>& exists) {
  Notes notes;
  if (!fleet.uplink.mqtt) return notes;
  add_missing_files(*fleet.uplink.mqtt, exists, notes);
  if (fleet.uplink.mqtt->service == Service::aws && fleet.uplink.mqtt->defender) add_names(fleet, notes);
  return notes;
}

}  // namespace gatewarden::config
