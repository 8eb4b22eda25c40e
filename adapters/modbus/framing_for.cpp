#include "adapters/modbus/framing_for.hpp"

#include "adapters/modbus/mbap.hpp"
#include "adapters/modbus/rtu.hpp"

namespace gatewarden::modbus {

std::unique_ptr<Framing> framing_for(const LinkSettings& link) {
  if (link.is_rtu()) return std::make_unique<RtuFraming>();
  return std::make_unique<MbapFraming>();
}

}  // namespace gatewarden::modbus
