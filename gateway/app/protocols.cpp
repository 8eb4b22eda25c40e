#include "gateway/app/protocols.hpp"

#include <any>
#include <array>
#include <stdexcept>

#include "adapters/ble/air_for.hpp"
#include "adapters/ble/ble_protocol.hpp"
#include "adapters/host/host_metrics.hpp"
#include "adapters/local_mqtt/local_mqtt_link.hpp"
#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "adapters/modbus/modbus_protocol.hpp"
#include "adapters/modbus/poll/modbus_master.hpp"
#include "gateway/mqtt/file_reading.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"

namespace gatewarden::app {
namespace {

LinkMaker modbus_links(const LinkParts& parts) {
  auto master = std::make_shared<modbus::ModbusMaster>(parts.clock, parts.io, &parts.memory);
  return [master, &sink = parts.sink](const config::Link& link, std::uint64_t) {
    return master->link(link.name, link.settings, sink);
  };
}

LinkMaker local_mqtt_links(const LinkParts& parts) {
  auto brokers = std::make_shared<mqtt::SessionFactory>(
      mqtt::reading_files(parts.io, mqtt::mosquitto_sessions(parts.io)));
  return [brokers, parts](const config::Link& link, std::uint64_t seed) {
    local_mqtt::Surroundings around{parts.sink, parts.clock, *brokers, &parts.directory, seed};
    return std::make_unique<local_mqtt::LocalMqttLink>(
        link.name, std::any_cast<const local_mqtt::Settings&>(link.settings), around);
  };
}

LinkMaker ble_links(const LinkParts& parts) {
  return [parts](const config::Link& link, std::uint64_t) {
    const auto& settings = std::any_cast<const ble::LinkSettings&>(link.settings);
    ble::Surroundings around{parts.sink,
                             parts.clock,
                             ble::air_for(settings, parts.io, parts.clock),
                             ble::keys_for(settings, parts.io),
                             link.unknown.learn ? &parts.directory : nullptr,
                             &parts.memory};
    return std::make_unique<ble::BleLink>(link.name, settings, std::move(around));
  };
}

struct Row {
  const config::Protocol& (*protocol)();
  LinkMaker (*maker)(const LinkParts& parts);
};
constexpr std::array kRows{
    Row{modbus::protocol, modbus_links},
    Row{local_mqtt::protocol, local_mqtt_links},
    Row{ble::protocol, ble_links},
};

}  // namespace

const std::vector<const config::Protocol*>& protocols() {
  static const std::vector<const config::Protocol*> all = [] {
    std::vector<const config::Protocol*> list;
    for (const Row& row : kRows) list.push_back(&row.protocol());
    return list;
  }();
  return all;
}

config::Adapters adapters() { return {protocols(), host::optional_metrics()}; }

LinkMaker link_maker(std::string_view protocol, const LinkParts& parts) {
  for (const Row& row : kRows) {
    if (row.protocol().name == protocol) return row.maker(parts);
  }
  // The fleet file's reader knows no others.
  throw std::logic_error("no links of protocol " + std::string(protocol));
}

}  // namespace gatewarden::app
