#include "gateway/app/protocols.hpp"

#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "adapters/modbus/modbus_protocol.hpp"

namespace gatewarden::app {

const std::vector<const config::Protocol*>& protocols() {
  static const std::vector<const config::Protocol*> all{&modbus::protocol(), &local_mqtt::protocol()};
  return all;
}

}  // namespace gatewarden::app
