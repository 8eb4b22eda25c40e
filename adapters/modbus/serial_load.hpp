// How long requests occupy a serial line: for `plan` and `check`. Pure.
#pragma once

#include <string>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

// A request, its immediate answer and the silences around them.
Duration time_on_line(const LinkSettings& link, const Range& range);

// The extra pause before another unit is asked.
Duration switching_rest(const LinkSettings& link);

// "the line (9600 baud, 8N1) is busy 34 % of the time while units answer at once", and a remedy if it is too
// much. `busy`: the share of time; 1: all of it.
std::string line_use(const LinkSettings& link, double busy);

// The request's bytes as the link sends them, in hexadecimal.
std::string request_text(const LinkSettings& link, std::uint16_t transaction, std::uint8_t unit,
                         const Range& range);
// Of a request and its answer, in the link's framing.
std::size_t exchange_bytes(const LinkSettings& link, const Range& range);

}  // namespace gatewarden::modbus
