// A dialogue with one unit over a RequestClient.
#pragma once

#include "adapters/modbus/commission/request_client.hpp"
#include "adapters/modbus/identity/dialogue.hpp"

namespace gatewarden::modbus {

// Until the dialogue ends or the line is lost; `done` gets the last answer. Client and dialogue outlive it.
void run_dialogue(RequestClient& client, std::uint8_t unit, Dialogue& dialogue, unsigned repeats,
                  const RequestClient::Done& done);

}  // namespace gatewarden::modbus
