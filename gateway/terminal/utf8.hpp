// Text from devices may be anything; not all of it may reach a terminal.
#pragma once

#include "gateway/base/utf8.hpp"

namespace gatewarden {

// Changes what a reader sees without being seen: control characters, marks that turn the
// direction of writing, separators of lines, characters without width that hide text. None may
// reach a terminal from a device.
bool harmful(char32_t c);

}  // namespace gatewarden
