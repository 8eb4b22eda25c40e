#include "adapters/modbus/transport/framing_for.hpp"

#include "adapters/modbus/wire/mbap.hpp"
#include "adapters/modbus/wire/rtu.hpp"

namespace gatewarden::modbus {

std::unique_ptr<Framing> framing_for(const LinkSettings& link) {
  if (link.is_rtu()) return std::make_unique<RtuFraming>();
  return std::make_unique<MbapFraming>();
}

}  // namespace gatewarden::modbus
