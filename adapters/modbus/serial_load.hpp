// How long requests occupy a serial line: for `plan` and `check`. Pure.
#pragma once

#include <string>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

// Request, immediate answer and the silences around them.
Duration time_on_line(const LinkSettings& link, const Range& range);

// The extra pause before another unit.
Duration switching_rest(const LinkSettings& link);

// "the line (9600 baud, 8N1) is busy 34 % of the time while units answer at once", and a remedy if too much.
// `busy`: the share of time; 1: all of it.
std::string line_use(const LinkSettings& link, double busy);

// As the link sends it, in hexadecimal.
std::string request_text(const LinkSettings& link, std::uint16_t transaction, std::uint8_t unit,
                         const Range& range);
// Request and answer, in the link's framing.
std::size_t exchange_bytes(const LinkSettings& link, const Range& range);

// A note on a speed that serial ports do not commonly have; empty for the others.
std::string unusual_speed(const LinkSettings& link);

}  // namespace gatewarden::modbus
