// `gatewarden explain`: what a key, an error code or a topic means, for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/config/protocol.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::config {

// `asked`: a key or its path (Reference::find), a code, a topic; empty: what there is to ask for. Lines end before
// `columns`; 0: they are not broken. The error says what was meant.
Result<std::string> explain(std::string_view asked, const Adapters& adapters, std::size_t columns);

// After these errors, of which there is one at least: the first known key among their paths, else a code.
std::string to_explain(const Problems& problems, const Adapters& adapters);

}  // namespace gatewarden::config
