#pragma once

#include <memory>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/wire/framing.hpp"

namespace gatewarden::modbus {

std::unique_ptr<Framing> framing_for(const LinkSettings& link);

}  // namespace gatewarden::modbus
