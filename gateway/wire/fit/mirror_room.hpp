// What a mirror's topic and record leave to the reports that it carries in the place of the reserved topics.
#pragma once

#include <string_view>

#include "gateway/wire/fit/payload_room.hpp"
#include "gateway/wire/mirror_topic.hpp"

namespace gatewarden {

// `room`: of the connection, for any topic.
PayloadRoom room_in(PayloadRoom room, const Mirror& mirror, std::string_view gateway);

}  // namespace gatewarden
