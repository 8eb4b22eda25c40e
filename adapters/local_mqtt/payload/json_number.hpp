// Numbers of JSON that simdjson cannot hold.
#pragma once

#include <string>
#include <string_view>

namespace gatewarden::local_mqtt {

// RFC 8259, section 6.
bool is_json_number(std::string_view text);
// A JSON number as one that simdjson takes: beyond 64 bits as a real one, "0" where it is closer to 0 than
// any double, "null" where no double is as large.
std::string storable_number(std::string_view number);

}  // namespace gatewarden::local_mqtt
