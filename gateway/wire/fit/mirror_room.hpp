// What topic and record leave to the reports that go out, on the reserved topics or on a mirror's in their place.
#pragma once

#include <string_view>

#include "gateway/wire/fit/payload_room.hpp"
#include "gateway/wire/mirror_topic.hpp"

namespace gatewarden {

// `room`: of the connection, for any topic.
PayloadRoom room_in(PayloadRoom room, const Mirror& mirror, std::string_view gateway);
// `carrier`: the mirror in the place of the reserved topics; null: none.
PayloadRoom report_room(PayloadRoom room, const Mirror* carrier, std::string_view gateway, Format format);

}  // namespace gatewarden
